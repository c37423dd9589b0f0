/**
 * A message of ours carries its delivery's id in `metadata`, which the echo repeats. The prefix tells
 * it from what other apps write there.
 */
const PREFIX = 'hoi-mot-cua:';

/** `metadata` of a message. */
export const markOf = (deliveryId: string): string => PREFIX + deliveryId;

/** The delivery's id in an echo's `metadata`; undefined when it is none of ours. */
export function deliveryIn(metadata: string | undefined): string | undefined {
  return metadata?.startsWith(PREFIX) ? metadata.slice(PREFIX.length) : undefined;
}
