import { z } from 'zod';

const figure = z.number().optional().catch(undefined);

/**
 * `json` and `verbose_json` of https://platform.openai.com/docs/api-reference/audio/createTranscription;
 * servers of the same interface leave much of it out.
 */
const replySchema = z.looseObject({
  text: z.string(),
  segments: z
    .array(
      z.looseObject({
        text: z.string(),
        avg_logprob: figure,
        no_speech_prob: figure,
        compression_ratio: figure,
      }),
    )
    .optional()
    .catch(undefined),
  logprobs: z
    .array(z.looseObject({ logprob: z.number() }))
    .optional()
    .catch(undefined),
});
type Segment = NonNullable<z.output<typeof replySchema>['segments']>[number];

/** Defaults of Whisper (openai/whisper, `transcribe.py`): below them a segment is not to be trusted. */
const NO_SPEECH = 0.6;
const LEAST_LOGPROB = -1;
const MOST_COMPRESSION = 2.4;
/** What a segment that goes round in circles counts for. */
const LOOPED_LOGPROB = -3;

/** The words and how sure they are; undefined when it is no such reply. The text may be blank. */
export function parseReply(
  raw: string,
): { readonly text: string; readonly confidence?: number } | undefined {
  const parsed = replySchema.safeParse(jsonIn(raw)).data;
  if (parsed === undefined) return undefined;
  const { segments = [], logprobs = [] } = parsed;
  const spoken = segments.filter((segment) => !isNoSpeech(segment));
  const text = tidy(
    spoken.length < segments.length ? spoken.map((one) => one.text).join(' ') : parsed.text,
  );
  const weighed = spoken.flatMap(weigh);
  const weights =
    weighed.length > 0 ? weighed : logprobs.map(({ logprob }) => ({ logprob, weight: 1 }));
  const whole = weights.reduce((sum, { weight }) => sum + weight, 0);
  if (whole === 0) return { text };
  const mean = weights.reduce((sum, { logprob, weight }) => sum + logprob * weight, 0) / whole;
  return { text, confidence: Math.min(1, Math.exp(mean)) };
}

function isNoSpeech({ no_speech_prob: none = 0, avg_logprob: sure = 0 }: Segment): boolean {
  return none > NO_SPEECH && sure < LEAST_LOGPROB;
}

function weigh({ text, avg_logprob: logprob, compression_ratio: ratio = 0 }: Segment) {
  if (logprob === undefined) return [];
  const isLooped = ratio > MOST_COMPRESSION;
  return [{ logprob: isLooped ? LOOPED_LOGPROB : logprob, weight: text.trim().length }];
}

function tidy(text: string): string {
  return text.replaceAll('\u0000', '').normalize('NFC').replace(/\s+/gu, ' ').trim();
}

function jsonIn(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
