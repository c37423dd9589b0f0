import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { commandIn } from '../../src/channels/messaging/commands.ts';
import type { Random } from '../../src/training/random.ts';
import { loadCases } from '../case.ts';
import { ROOT } from '../sources.ts';

/** What a citizen writes in one go: a message, or some in a row. */
type Burst = readonly string[];

/** Everything one citizen writes; each burst after the first follows the answer to the last. */
export type Conversation = readonly Burst[];

/** One conversation in so many is somebody who writes several messages in a row. */
const BURST_SHARE = 0.25;
const BURST_LENGTH = 3;

/**
 * Conversations from the repository's own questions, which no rule was made from: those with earlier
 * messages as they are, and bursts put together of single ones.
 */
export function makeConversations(count: number, random: Random): Conversation[] {
  const cases = loadCases(caseFiles(), 'own')
    .map(({ turns, text }) => [...turns, text])
    .filter((texts) => texts.every((text) => text.trim() !== '' && commandIn(text) === undefined));
  const single = cases.flatMap((texts) => (texts.length === 1 ? texts : []));
  return Array.from({ length: count }, (_, at) => {
    if (random.chance(BURST_SHARE)) {
      return [Array.from({ length: BURST_LENGTH }, () => random.pick(single))];
    }
    return (cases[at % cases.length] ?? []).map((text) => [text]);
  });
}

function caseFiles(): string[] {
  const folder = join(ROOT, 'eval', 'cases');
  const names = readdirSync(folder).filter((name) => name.endsWith('.jsonl'));
  return names.sort().map((name) => join(folder, name));
}
