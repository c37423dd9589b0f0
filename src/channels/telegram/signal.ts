import type { Api } from 'grammy';

/** grammY's name for a signal: of a package older than the one of the platform. */
export type GrammySignal = NonNullable<Parameters<Api['getMe']>[0]>;

/** A signal that fires after the time or with the other one. */
export function within(ms: number, other?: AbortSignal): GrammySignal {
  const timeout = AbortSignal.timeout(ms);
  const signal = other === undefined ? timeout : AbortSignal.any([other, timeout]);
  return signal as unknown as GrammySignal;
}
