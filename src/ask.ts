import { createInterface } from 'node:readline';
import { parseArgs } from 'node:util';
import { z } from 'zod';
import type { Means } from './answering/means.ts';
import type { Answer } from './conversation/answer.ts';
import { CHANNELS } from './conversation/conversation.ts';
import type { Channel, Turn } from './conversation/conversation.ts';
import { existsSync } from 'node:fs';
import { openMeans } from './open-means.ts';

/** One line of `--jsonl` input. Unknown keys are refused so that a misspelt one is noticed. */
const questionLineSchema = z.strictObject({
  id: z.string(),
  text: z.string(),
  turns: z.array(z.string()).max(50).default([]),
  channel: z.enum(CHANNELS).default('web'),
});

const USAGE = `Usage:
  npm run -s ask -- "QUESTION"             a readable card
  npm run -s ask -- --json "QUESTION"      one JSON object
  npm run -s ask -- --jsonl < FILE         one JSON object for each input line
Options:
  --knowledge DIR   imported records (default: var/knowledge if it is there, else the committed facts)
  --channel NAME    ${CHANNELS.join(', ')} (default web)
  --trace           add what each stage did to --json and --jsonl`;

async function main(): Promise<number> {
  const parsed = readArguments();
  if (typeof parsed === 'string') {
    process.stderr.write(`${parsed}\n\n${USAGE}\n`);
    return 1;
  }
  const { values, positionals } = parsed;
  if (values.help) {
    process.stdout.write(`${USAGE}\n`);
    return 0;
  }
  const means = await openMeans({
    knowledgeDir: knowledgeFolder(values.knowledge),
    onProgress: progress,
  });
  try {
    if (values.jsonl) return await answerLines(means, values.trace ?? false);
    const text = positionals.join(' ');
    if (text === '') {
      process.stderr.write(`${USAGE}\n`);
      return 1;
    }
    const channel = z.enum(CHANNELS).parse(values.channel ?? 'web');
    const started = performance.now();
    const answer = await means.answer({ text, channel }, { turns: [] });
    const ms = performance.now() - started;
    process.stdout.write(
      values.json
        ? `${JSON.stringify(answerLine('1', answer, ms, values.trace ?? false), null, 2)}\n`
        : card(answer),
    );
    return 0;
  } finally {
    means.close();
  }
}

function readArguments() {
  try {
    return parseArgs({
      allowPositionals: true,
      options: {
        json: { type: 'boolean' },
        jsonl: { type: 'boolean' },
        trace: { type: 'boolean' },
        help: { type: 'boolean' },
        knowledge: { type: 'string' },
        channel: { type: 'string' },
      },
    });
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

function knowledgeFolder(given: string | undefined): string | undefined {
  if (given !== undefined) return given;
  return existsSync('var/knowledge/manifest.json') ? 'var/knowledge' : undefined;
}

/** Answers line by line, in order; a bad line gets an error object under its own id or line number. */
async function answerLines(means: Means, withTrace: boolean): Promise<number> {
  let failed = 0;
  let number = 0;
  for await (const line of createInterface({ input: process.stdin, crlfDelay: Infinity })) {
    number += 1;
    if (line.trim() === '') continue;
    const parsed = parseLine(line);
    if ('error' in parsed) {
      failed += 1;
      writeLine({
        id: parsed.id ?? `line ${number}`,
        error: { line: number, message: parsed.error },
      });
      continue;
    }
    const { id, text, turns, channel } = parsed;
    const context = await replay(means, turns, channel);
    const started = performance.now();
    const answer = await means.answer({ text, channel }, { turns: context });
    writeLine(answerLine(id, answer, performance.now() - started, withTrace));
  }
  return failed === 0 ? 0 : 2;
}

function parseLine(
  line: string,
): z.infer<typeof questionLineSchema> | { error: string; id?: string } {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    return { error: 'This line is not JSON.' };
  }
  const result = questionLineSchema.safeParse(value);
  if (result.success) return result.data;
  const id = z.object({ id: z.string() }).safeParse(value);
  return { error: z.prettifyError(result.error), ...(id.success ? { id: id.data.id } : {}) };
}

/** Really asks the earlier messages, so that the answers stand in the context. */
async function replay(
  means: Means,
  messages: readonly string[],
  channel: Channel,
): Promise<Turn[]> {
  const turns: Turn[] = [];
  for (const text of messages) {
    const answer = await means.answer({ text, channel }, { turns });
    const at = '1970-01-01T00:00:00.000Z';
    turns.push({ index: turns.length, role: 'citizen', text, at });
    turns.push({ index: turns.length, role: 'assistant', text: answer.text, at, answer });
  }
  return turns;
}

/** The stable contract of `--json` and `--jsonl`; see README. */
function answerLine(id: string, answer: Answer, ms: number, withTrace: boolean): object {
  return {
    id,
    kind: answer.outcome,
    procedures: answer.procedures,
    answerCodes: answer.answerCodes,
    facet: answer.facet,
    facets: answer.facets,
    confidence: answer.confidence,
    text: answer.text,
    options: answer.options,
    citations: answer.citations.map(({ code, facet, url, updatedAt }) => ({
      code,
      facet,
      url,
      updatedAt,
    })),
    ms: Math.round(ms * 100) / 100,
    ...(withTrace ? { reason: answer.reason, trace: answer.trace } : {}),
  };
}

function writeLine(value: object): void {
  process.stdout.write(`${JSON.stringify(value)}\n`);
}

function card(answer: Answer): string {
  const width = Math.min(process.stdout.columns ?? 80, 100);
  const rule = '─'.repeat(width);
  return `${rule}\n${answer.text}\n${rule}\n`;
}

let shown = -1;
function progress(share: number): void {
  const percent = Math.floor(share * 20) * 5;
  if (percent === shown) return;
  shown = percent;
  process.stderr.write(
    process.stderr.isTTY
      ? `\rBuilding the index … ${percent} %${share >= 1 ? '\n' : ''}`
      : `Building the index … ${percent} %\n`,
  );
}

process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  // The reader went away (`| head`): nothing more to say.
  if (error.code === 'EPIPE') process.exit(0);
  throw error;
});
process.exitCode = await main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  return 1;
});
