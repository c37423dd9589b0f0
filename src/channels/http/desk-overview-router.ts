import express from 'express';
import type { Router } from 'express';
import { startOfDay } from '../../desk/overview.ts';
import type { Overview, OverviewStore } from '../../desk/overview.ts';
import { addDeskRoute, allowOnlyDeskRoutes } from './desk-route.ts';
import type { DeskRoute } from './desk-route.ts';
import type { SignIn } from './sign-in.ts';

export interface OverviewRouterParts {
  readonly signIn: SignIn;
  readonly store: OverviewStore;
  readonly now?: () => Date;
}

/** How the desk of an office stands: for supervisors, and without officers' names for leaders. */
export function createOverviewRouter(parts: OverviewRouterParts): Router {
  const { signIn, store, now = () => new Date() } = parts;
  const router = express.Router({ caseSensitive: true });
  const overview: DeskRoute<undefined> = {
    method: 'get',
    path: '/overview',
    roles: ['supervisor', 'leader'],
    handle: async ({ actor }): Promise<Overview> => {
      const at = now();
      const figures = await store.deskFigures(actor.office, startOfDay(at), at);
      return actor.isSupervisor ? figures : { ...figures, perOfficer: [] };
    },
  };
  addDeskRoute(router, signIn, overview);
  allowOnlyDeskRoutes(router, [overview]);
  return router;
}
