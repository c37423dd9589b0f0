import express from 'express';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Role } from '../../../src/accounts/account.ts';
import { createOverviewRouter } from '../../../src/channels/http/desk-overview-router.ts';
import { Fault } from '../../../src/channels/http/faults.ts';
import { listen } from '../../../src/channels/http/listen.ts';
import type { Listening } from '../../../src/channels/http/listen.ts';
import type { SignIn } from '../../../src/channels/http/sign-in.ts';
import type { Overview } from '../../../src/desk/overview.ts';

const NOW = new Date('2026-11-20T16:59:00.000Z');
const FIGURES: Overview = {
  waiting: 3,
  oldestWaitMs: 1000,
  assigned: 1,
  perOfficer: [
    {
      presence: {
        officerId: 'lan',
        name: 'Lan',
        office: 'ward-1',
        skills: [],
        capacity: 4,
        state: 'available',
        load: 1,
        seenAt: NOW.toISOString(),
      },
      load: 1,
      closedToday: 2,
      medianFirstReplyMs: 500,
    },
  ],
  perChannel: [{ channel: 'web', waiting: 3, assigned: 1 }],
  waitP50Ms: 10,
  waitP90Ms: 20,
  ratings: { count: 1, mean: 5, distribution: [0, 0, 0, 0, 1] },
};

describe('the overview of a desk', () => {
  let listening: Listening;
  let url: string;
  let roles: readonly Role[];
  const asked: unknown[] = [];
  beforeEach(async () => {
    const signedIn = () => ({
      account: {
        id: 'mai',
        login: 'mai',
        name: 'Mai',
        office: 'ward-1',
        roles,
        skills: [],
        capacity: 4,
        state: 'active' as const,
      },
      sessionId: 's',
      csrfToken: '',
    });
    const signIn: SignIn = {
      signedIn: async () => signedIn(),
      require:
        (...wanted) =>
        (_request, _response, next) => {
          if (!wanted.some((role) => roles.includes(role))) throw new Fault('forbidden');
          next();
        },
      signedInOf: signedIn,
    };
    const store = {
      deskFigures: async (...all: unknown[]) => {
        asked.push(all);
        return FIGURES;
      },
    };
    const app = express();
    app.use(createOverviewRouter({ signIn, store, now: () => NOW }));
    app.use(((_error, _request, response, _next) => {
      response.status(403).end();
    }) satisfies express.ErrorRequestHandler);
    listening = await listen(app, 0, '127.0.0.1');
    url = `http://127.0.0.1:${listening.port}/api/desk/v1/overview`;
  });
  afterEach(() => listening.close());

  it('is whole for a supervisor, of her office and the day in Vietnam', async () => {
    roles = ['leader', 'supervisor'];
    expect(await (await fetch(url)).json()).toEqual(FIGURES);
    expect(asked).toEqual([['ward-1', new Date('2026-11-19T17:00:00.000Z'), NOW]]);
  });

  it('has no officers’ names for a leader', async () => {
    roles = ['leader'];
    const response = await fetch(url);
    expect(response.headers.get('cache-control')).toBe('no-store');
    expect(await response.json()).toEqual({ ...FIGURES, perOfficer: [] });
  });

  it('is closed to officers', async () => {
    roles = ['operator', 'editor', 'administrator'];
    expect((await fetch(url)).status).toBe(403);
  });
});
