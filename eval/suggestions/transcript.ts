import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import type { Utterance } from '../../src/desk/call.ts';

const phrases = z.array(z.string()).min(3);
const speechSchema = z.strictObject({
  openings: phrases,
  leadIns: phrases,
  fillers: phrases,
  interjections: phrases,
  closings: phrases,
  answers: phrases,
});
const speech = speechSchema.parse(
  JSON.parse(readFileSync(join(import.meta.dirname, 'speech.json'), 'utf8')),
);

/** A generator that gives the same numbers for the same seed (mulberry32). */
function createRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

const FILLER_RATE = 0.12;
const REPEAT_RATE = 0.08;
const WORDS_PER_SECOND = 3;
const MOST_PIECES = 3;

type Said = Pick<Utterance, 'speaker' | 'text'>;

/**
 * Written messages of one citizen, oldest first, as she might say them on the telephone and a listener
 * write them down: a greeting, a lead-in, each message cut into one to three utterances, sounds and
 * words said twice, the agent's "yes, please" in between and an answer of the agent after every message
 * but the last; no punctuation and no capitals.
 */
export function transcriptOf(messages: readonly string[], seed: number): Utterance[] {
  const random = createRandom(seed);
  const pick = (from: readonly string[]): string => from[Math.floor(random() * from.length)] ?? '';
  const said: Said[] = [
    { speaker: 'customer', text: pick(speech.openings) },
    { speaker: 'agent', text: pick(speech.interjections) },
  ];
  messages.forEach((message, of) => {
    if (of > 0) said.push({ speaker: 'agent', text: pick(speech.answers) });
    said.push(...spoken(message, random, pick));
  });
  let startMs = 0;
  return said.map(({ speaker, text }, at) => {
    const utterance = { id: `u${at}`, speaker, text, final: true, startMs };
    startMs += 400 + (1000 * text.split(' ').length) / WORDS_PER_SECOND;
    return utterance;
  });
}

function spoken(
  message: string,
  random: () => number,
  pick: (from: readonly string[]) => string,
): Said[] {
  const pieces = cut(asHeard(message), 1 + Math.floor(random() * MOST_PIECES), random).map(
    (piece) => disfluent(piece, random, pick),
  );
  const leadIn = random() < 0.5 ? `${pick(speech.leadIns)} ` : '';
  return pieces.flatMap((piece, at): Said[] => {
    const between = at > 0 && random() < 0.4;
    const closing = at === pieces.length - 1 ? ` ${pick(speech.closings)}` : '';
    return [
      ...(between ? [{ speaker: 'agent', text: pick(speech.interjections) } as const] : []),
      { speaker: 'customer', text: `${at === 0 ? leadIn : ''}${piece}${closing}`.trim() },
    ];
  });
}

/** Small letters; punctuation only inside figures and codes. */
function asHeard(text: string): string {
  return text
    .normalize('NFC')
    .toLowerCase()
    .replace(/[^\p{L}\p{M}\p{N}\s.,/-]|[.,](?!\d)|(?<!\d)[.,/-]/gu, ' ')
    .replace(/\s+/gu, ' ')
    .trim();
}

/** Cuts between words, at random, into pieces of at least three words. */
function cut(text: string, count: number, random: () => number): string[] {
  const words = text.split(' ');
  const pieces = Math.max(1, Math.min(count, Math.floor(words.length / 3)));
  const cuts = Array.from({ length: pieces - 1 }, (_, at) =>
    Math.round(((at + 1 + (random() - 0.5) * 0.6) * words.length) / pieces),
  );
  return [0, ...cuts].map((from, at) => words.slice(from, [...cuts, words.length][at]).join(' '));
}

function disfluent(
  text: string,
  random: () => number,
  pick: (from: readonly string[]) => string,
): string {
  return text
    .split(' ')
    .flatMap((word) => {
      const before = random() < FILLER_RATE ? [pick(speech.fillers)] : [];
      const twice = random() < REPEAT_RATE ? [word] : [];
      return [...before, ...twice, word];
    })
    .join(' ');
}
