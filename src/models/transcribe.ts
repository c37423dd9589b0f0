import type { LookupAddress } from 'node:dns';
import { setTimeout as delay } from 'node:timers/promises';
import type { SpeechConfig } from '../config.ts';
import { TranscriptionFailed } from '../conversation/transcriber.ts';
import type { Recording, Transcriber, Transcript } from '../conversation/transcriber.ts';
import type { Log } from '../log.ts';
import { audioFormat } from './audio-format.ts';
import { createBreaker } from './breaker.ts';
import type { BreakerOptions } from './breaker.ts';
import { GateFull, createGate } from './gate.ts';
import { postForm } from './post-form.ts';
import type { Posted } from './post-form.ts';
import { isSilence } from './silence.ts';
import { parseReply } from './transcription-reply.ts';

export interface TranscribeOptions {
  /** Refused above it, where the length is known. */
  readonly mostSeconds: number;
  readonly mostBytes: number;
  /** Recordings listened to at once, and waiting for it; more are `unavailable` at once. */
  readonly places: number;
  readonly waiting: number;
  /** Tries after the first one. */
  readonly retries: number;
  /** Wait before the first of them; doubled, and anywhere between half and all of it. */
  readonly firstWaitMs: number;
  readonly breaker: Partial<BreakerOptions>;
}

const USUAL: TranscribeOptions = {
  mostSeconds: 180,
  // https://platform.openai.com/docs/guides/speech-to-text: files up to 25 MB.
  mostBytes: 25_000_000,
  places: 4,
  waiting: 4,
  retries: 2,
  firstWaitMs: 400,
  breaker: {},
};

export interface TranscribeParts {
  readonly config: SpeechConfig;
  readonly log: Log;
  /** Where the endpoint may be reached; throws when it may not. Asked before every request. */
  readonly addresses?: (url: string) => Promise<readonly LookupAddress[]>;
  readonly options?: Partial<TranscribeOptions>;
  /** For tests, which do not wait. */
  readonly nowMs?: () => number;
  readonly wait?: (ms: number, signal: AbortSignal) => Promise<void>;
}

/** How one request ended. `again`: it may work when repeated. */
type Attempt =
  | { readonly kind: 'heard'; readonly transcript: Transcript }
  | { readonly kind: 'failed'; readonly error: TranscriptionFailed; readonly isAlive: boolean }
  | { readonly kind: 'again'; readonly reason: string; readonly afterMs?: number };

/**
 * Listens by `POST {baseUrl}/audio/transcriptions` of OpenAI or any server of the same interface
 * (https://platform.openai.com/docs/api-reference/audio/createTranscription). Waiting, tries and
 * replies together take no longer than `timeoutMs`; an endpoint that keeps failing is left alone.
 */
export function createTranscriber(parts: TranscribeParts): Transcriber {
  const { config, log, addresses } = parts;
  const { nowMs = () => performance.now(), wait = waitFor } = parts;
  const options = { ...USUAL, ...parts.options };
  const url = `${config.baseUrl.replace(/\/+$/u, '')}/audio/transcriptions`;
  const gate = createGate(options);
  const breaker = createBreaker(options.breaker);
  // Only Whisper has the verbose form; newer models of OpenAI say how sure they are by token.
  let isVerbose = !/transcribe/u.test(config.model);

  async function post(form: FormData, signal: AbortSignal): Promise<Posted> {
    const allowed = await addresses?.(url);
    return postForm(url, form, {
      headers: {
        accept: 'application/json',
        ...(config.apiKey === undefined ? {} : { authorization: `Bearer ${config.apiKey}` }),
      },
      signal,
      ...(allowed === undefined ? {} : { addresses: allowed }),
    });
  }

  async function attempt(
    audio: Recording,
    said: { readonly language: string; readonly prompt: string | undefined },
    signal: AbortSignal,
  ): Promise<Attempt> {
    const verbose = isVerbose;
    const form = formOf(audio, { ...said, model: config.model, verbose });
    let posted: Posted;
    try {
      posted = await post(form, signal);
    } catch (error) {
      signal.throwIfAborted();
      // The name alone: a message may carry the address.
      return { kind: 'again', reason: error instanceof Error ? error.name : 'unknown' };
    }
    if (posted.status === 400 && verbose && posted.text.includes('response_format')) {
      isVerbose = false;
      return attempt(audio, said, signal);
    }
    return read(posted, said.prompt);
  }

  async function listen(
    audio: Recording,
    said: { readonly language: string; readonly prompt: string | undefined },
    { signal, endMs }: { readonly signal: AbortSignal; readonly endMs: number },
  ): Promise<Transcript> {
    if (!breaker.allows(nowMs())) throw new TranscriptionFailed('unavailable');
    const failed = (reason: string): TranscriptionFailed => {
      breaker.failed(nowMs());
      log.warn({ reason, resting: breaker.isOpen }, 'speech could not be made into words');
      return new TranscriptionFailed('unavailable');
    };
    for (let tries = 1; ; tries += 1) {
      const ended = await attempt(audio, said, signal);
      if (ended.kind === 'heard') {
        breaker.succeeded();
        return ended.transcript;
      }
      if (ended.kind === 'failed') {
        if (!ended.isAlive) throw failed('refused');
        breaker.succeeded();
        throw ended.error;
      }
      if (tries > options.retries) throw failed(ended.reason);
      const backoffMs = options.firstWaitMs * 2 ** (tries - 1) * (0.5 + Math.random() / 2);
      const waitMs = Math.max(backoffMs, ended.afterMs ?? 0);
      if (nowMs() + waitMs > endMs) throw failed(ended.reason);
      await wait(waitMs, signal);
    }
  }

  return {
    transcribe: async (audio, { language, signal, prompt }) => {
      if (
        audio.bytes.length > options.mostBytes ||
        (audio.durationS !== undefined && audio.durationS > options.mostSeconds)
      ) {
        throw new TranscriptionFailed('too-long');
      }
      if (audio.bytes.length === 0) throw new TranscriptionFailed('nothing-heard');
      if (/^(?:image|text)\//u.test(audio.mediaType)) throw new TranscriptionFailed('unsupported');
      const timeout = AbortSignal.timeout(config.timeoutMs);
      const either = signal === undefined ? timeout : AbortSignal.any([signal, timeout]);
      const until = { signal: either, endMs: nowMs() + config.timeoutMs };
      try {
        return await gate(() => listen(audio, { language, prompt }, until), either);
      } catch (error) {
        if (error instanceof TranscriptionFailed) throw error;
        if (error instanceof GateFull) throw new TranscriptionFailed('unavailable');
        if (signal?.aborted !== true && timeout.aborted) {
          breaker.failed(nowMs());
          throw new TranscriptionFailed('timeout');
        }
        throw error;
      }
    },
  };

  function read(posted: Posted, prompt: string | undefined): Attempt {
    const { status, text, retryAfterMs } = posted;
    if (status === 200) {
      const transcript = parseReply(text);
      if (transcript === undefined) return { kind: 'again', reason: 'not-a-transcript' };
      return isSilence(transcript.text, prompt)
        ? refusal('nothing-heard', true)
        : { kind: 'heard', transcript };
    }
    if (status === 429 || status === 408 || status >= 500) {
      const wait = retryAfterMs === undefined ? {} : { afterMs: retryAfterMs };
      return { kind: 'again', reason: `status-${status}`, ...wait };
    }
    if (status === 413) return refusal('too-long', true);
    if (status === 400 || status === 415 || status === 422) return refusal('unsupported', true);
    // A key, an address or a model that is wrong: an operator must look.
    log.error({ status }, 'the speech endpoint refuses; see SPEECH_BASE_URL and SPEECH_API_KEY');
    return refusal('unavailable', false);
  }
}

async function waitFor(ms: number, signal: AbortSignal): Promise<void> {
  await delay(ms, undefined, { signal });
}

function refusal(reason: TranscriptionFailed['reason'], isAlive: boolean): Attempt {
  return { kind: 'failed', error: new TranscriptionFailed(reason), isAlive };
}

function formOf(
  { bytes, mediaType, fileName }: Recording,
  {
    model,
    language,
    prompt,
    verbose,
  }: {
    readonly model: string;
    readonly language: string;
    readonly prompt: string | undefined;
    readonly verbose: boolean;
  },
): FormData {
  const form = new FormData();
  form.set('model', model);
  form.set('language', language);
  form.set('response_format', verbose ? 'verbose_json' : 'json');
  if (!verbose && /transcribe/u.test(model)) form.set('include[]', 'logprobs');
  if (prompt !== undefined) form.set('prompt', prompt);
  const format = audioFormat(mediaType, fileName);
  // The copy is of plain memory, as a Blob wants it.
  const file = new Blob([Uint8Array.from(bytes)], { type: format.mediaType });
  form.set('file', file, format.fileName);
  return form;
}
