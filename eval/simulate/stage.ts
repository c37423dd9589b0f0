import type { SimulatedChannel } from './options.ts';
import type { Shown } from './records.ts';
import { openMessengerStage } from './stage-messenger.ts';
import { openTelegramStage } from './stage-telegram.ts';
import { openZaloStage } from './stage-zalo.ts';

/** A platform with its citizens, as the simulator plays it. */
export interface Stage {
  /** Where the platform's API is. */
  readonly url: string;
  /** The server's settings for this platform, its API reached under another address. */
  env(apiUrl: string): Readonly<Record<string, string>>;
  /** From now webhooks go here; the path is the adapter's own. */
  pointAt(webhooksUrl: string): void;
  /** The citizen of that number, as the platform calls her. */
  contactOf(citizen: number): string;
  /** A citizen writes. `taken` resolves when the platform was acknowledged, or false when it gave up. */
  say(
    contact: string,
    text: string,
    atMs: number,
  ): { readonly platformId: string; readonly taken: Promise<boolean> };
  /** What stands on all telephones, in order. */
  shown(): readonly Shown[];
  /** Contact and words of a request that sends a message; undefined for other calls. */
  messageIn(
    path: string,
    body: unknown,
  ): { readonly contact: string; readonly text: string } | undefined;
  /** The words of a delivery as the citizen sees them. */
  textOf(body: unknown): string;
  /** The server's token ends; absent where tokens do not. */
  expireToken?(): void;
  close(): Promise<void>;
}

const OPENERS: Readonly<Record<SimulatedChannel, () => Promise<Stage>>> = {
  zalo: openZaloStage,
  telegram: openTelegramStage,
  messenger: openMessengerStage,
};

export const openStage = (channel: SimulatedChannel): Promise<Stage> => OPENERS[channel]();
