import type { ContactEvent } from '../../conversation/exchange.ts';
import { TranscriptionFailed } from '../../conversation/transcriber.ts';
import type { Transcriber, TranscriptionProblem } from '../../conversation/transcriber.ts';
import { maskPersonalData, telephoneIn } from '../../language/personal-data.ts';
import type { Platform, VoiceFetch } from './platform.ts';
import { MESSAGING_WORDS } from './words.ts';

/** What came of a recording. Its words are masked, as typed ones are. */
export type Heard =
  | { readonly kind: 'heard'; readonly text: string; readonly telephone?: string | undefined }
  | {
      readonly kind: 'not-heard';
      readonly why: 'unclear' | 'too-long' | 'unsupported' | 'unavailable';
    };

/** It may work later: the event is tried again. */
class VoiceUnavailable extends Error {
  override readonly name = 'VoiceUnavailable';
  constructor() {
    super('The recording could not be fetched or listened to now.');
  }
}

/** Tries of one event until the citizen is told; she waits meanwhile. */
const MOST_ATTEMPTS = 3;
const FETCH_MS = 15_000;
/** Longest recording that is fetched; longer ones tell a story rather than ask. */
const MOST_SECONDS = 180;
/** What Telegram gives out to bots: https://core.telegram.org/bots/api#getfile. */
const MOST_BYTES = 20_000_000;
/** Surer than this of the words as a whole, or it is asked again. */
const LEAST_CONFIDENCE = 0.4;
const MOST_SHOWN = 200;

/** Fetches a recording and makes words of it; nothing of it is kept. */
export async function hearVoice(
  event: Extract<ContactEvent, { kind: 'voice' }>,
  {
    platform,
    transcriber,
    language,
    attempts,
  }: {
    readonly platform: Platform;
    readonly transcriber: Transcriber;
    readonly language: 'vi' | 'en';
    readonly attempts: number;
  },
): Promise<Heard> {
  const later = (): Heard => {
    if (attempts < MOST_ATTEMPTS) throw new VoiceUnavailable();
    return { kind: 'not-heard', why: 'unavailable' };
  };
  const { reference, durationS, sizeBytes = 0, mediaType } = event;
  if ((durationS ?? 0) > MOST_SECONDS || sizeBytes > MOST_BYTES) {
    return { kind: 'not-heard', why: 'too-long' };
  }
  const fetched = await platform.fetchVoice?.(reference, AbortSignal.timeout(FETCH_MS));
  if (fetched?.kind !== 'fetched') {
    const why = problemOf(fetched);
    return why === 'unavailable' ? later() : { kind: 'not-heard', why };
  }
  try {
    const { text, confidence = 1 } = await transcriber.transcribe(
      {
        bytes: fetched.bytes,
        mediaType: fetched.mediaType ?? mediaType ?? 'application/octet-stream',
        ...(fetched.fileName === undefined ? {} : { fileName: fetched.fileName }),
        ...(durationS === undefined ? {} : { durationS }),
      },
      { language, prompt: MESSAGING_WORDS[language].voice.prompt },
    );
    if (confidence < LEAST_CONFIDENCE) return { kind: 'not-heard', why: 'unclear' };
    return { kind: 'heard', text: maskPersonalData(text).text, telephone: telephoneIn(text) };
  } catch (error) {
    if (!(error instanceof TranscriptionFailed)) throw error;
    const why = LINE_OF[error.reason];
    return why === 'unavailable' ? later() : { kind: 'not-heard', why };
  }
}

/** The words as they are shown back: a long speech by its beginning. */
export function shownWords(text: string): string {
  return text.length <= MOST_SHOWN ? text : `${text.slice(0, MOST_SHOWN).replace(/\s+\S*$/u, '')}…`;
}

type Why = Extract<Heard, { kind: 'not-heard' }>['why'];

const LINE_OF: Readonly<Record<TranscriptionProblem, Why>> = {
  'nothing-heard': 'unclear',
  'too-long': 'too-long',
  unsupported: 'unsupported',
  unavailable: 'unavailable',
  timeout: 'unavailable',
};

function problemOf(fetched: Extract<VoiceFetch, { kind: 'failed' }> | undefined): Why {
  switch (fetched?.reason) {
    case 'too-large':
      return 'too-long';
    case 'gone':
    case 'refused':
      return 'unsupported';
    case 'unavailable':
    case undefined:
      return 'unavailable';
  }
}
