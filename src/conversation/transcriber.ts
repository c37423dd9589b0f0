/** Speech as it was recorded. */
export interface Recording {
  readonly bytes: Uint8Array;
  /** `audio/ogg`, `video/mp4`, …; `application/octet-stream` when nobody says. */
  readonly mediaType: string;
  readonly fileName?: string;
  /** Seconds, where known before listening. */
  readonly durationS?: number;
}

export interface Transcript {
  /** Never blank. As it was said: personal data is not masked yet. */
  readonly text: string;
  /** 0 to 1, how sure the listener is of the words as a whole; absent when it does not say. */
  readonly confidence?: number;
}

/** Makes words of speech. Keeps neither. */
export interface Transcriber {
  /**
   * Throws `TranscriptionFailed`, or the reason of `signal` once that is aborted. `prompt` shows words
   * that are likely to be said.
   */
  transcribe(
    audio: Recording,
    options: {
      readonly language: 'vi' | 'en';
      readonly signal?: AbortSignal;
      readonly prompt?: string;
    },
  ): Promise<Transcript>;
}

/**
 * - `too-long`: more seconds or bytes than are listened to.
 * - `unsupported`: not a recording the listener can read.
 * - `unavailable`: the listener cannot be reached, is at fault or busy; later it may work.
 * - `timeout`: no words in time; later it may work.
 * - `nothing-heard`: silence, noise, music.
 */
export type TranscriptionProblem =
  | 'too-long'
  | 'unsupported'
  | 'unavailable'
  | 'timeout'
  | 'nothing-heard';

export class TranscriptionFailed extends Error {
  override readonly name = 'TranscriptionFailed';
  readonly reason: TranscriptionProblem;
  constructor(reason: TranscriptionProblem, options?: ErrorOptions) {
    super(`The speech could not be made into words: ${reason}.`, options);
    this.reason = reason;
  }
}
