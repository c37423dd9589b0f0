import type { Call } from '../../desk/call.ts';

export const CALL_VIEWS = ['open', 'mine', 'ended'] as const;
export type CallViewName = (typeof CALL_VIEWS)[number];

/**
 * The list after something was told of a call. One that is shown stays where it stands, so that
 * nothing moves under the pointer or the keyboard while people talk; a new one comes first.
 */
export function withCall(
  calls: readonly Call[],
  call: Call,
  shown: { readonly view: CallViewName; readonly officerId: string },
): readonly Call[] {
  const { view, officerId } = shown;
  const isOfView = view === 'ended' ? call.state === 'ended' : call.state !== 'ended';
  const fits = isOfView && (view !== 'mine' || call.officerId === officerId);
  if (!fits) return calls.filter(({ id }) => id !== call.id);
  return calls.some(({ id }) => id === call.id)
    ? calls.map((one) => (one.id === call.id ? call : one))
    : [call, ...calls];
}
