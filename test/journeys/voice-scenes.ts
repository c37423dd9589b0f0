import type { Platform } from '../../src/channels/messaging/platform.ts';
import { createMessenger } from '../../src/channels/messenger/messenger.ts';
import { createTelegram } from '../../src/channels/telegram/telegram.ts';
import { createZaloBot } from '../../src/channels/zalo-bot/zalo-bot.ts';
import { createZalo } from '../../src/channels/zalo/zalo.ts';
import type { PlatformName } from '../../src/conversation/exchange.ts';
import { createLog } from '../../src/log.ts';
import { openStore } from '../../src/stores/open-store.ts';
import { openFakeMedia } from '../fakes/fake-media.ts';
import type { FakeMedia, MediaFault } from '../fakes/fake-media.ts';
import { openFakeMessenger } from '../fakes/fake-messenger.ts';
import { openFakeTelegram } from '../fakes/fake-telegram.ts';
import { openFakeZaloBot } from '../fakes/fake-zalo-bot.ts';
import { openFakeZalo } from '../fakes/fake-zalo.ts';

/** The true adapter of a platform, its fake, and a citizen who speaks. */
export interface VoiceScene {
  readonly platform: Platform;
  /** The citizen's id. */
  readonly contact: string;
  /** Delivers the citizen's recording as the platform does; a repeated id is a redelivery. */
  speak(id: number, audio: Uint8Array): Promise<void>;
  /** The next downloads end so. */
  failDownload(how: 'broken' | 'gone' | 'too-large', times?: number): void;
  /** Begun downloads. */
  downloads(): number;
  told(): readonly string[];
  close(): Promise<void>;
}

/** Where webhooks go, once it is known. */
type Door = { url: string | undefined };

export const VOICE_SCENES: Readonly<Record<PlatformName, (door: Door) => Promise<VoiceScene>>> = {
  telegram: openTelegramScene,
  zalo: openZaloScene,
  'zalo-bot': openZaloBotScene,
  messenger: openMessengerScene,
};

const log = createLog('silent');
const MEDIA_ON_LOOPBACK = {
  hosts: ['127.0.0.1'],
  protocols: ['http:'],
  publicOnly: false,
} as const;
const FAULTS: Readonly<Record<'broken' | 'gone' | 'too-large', MediaFault>> = {
  broken: { kind: 'cut' },
  gone: { kind: 'status', status: 404 },
  'too-large': { kind: 'liar' },
};

/** The parts that are the same where a recording lies at an address of its own. */
function mediaParts(media: FakeMedia): Pick<VoiceScene, 'failDownload' | 'downloads'> {
  return {
    failDownload: (how, times = 1) => media.fail('/voice.aac', FAULTS[how], times),
    downloads: () => media.requests.length,
  };
}

async function openTelegramScene(): Promise<VoiceScene> {
  const token = '8012345678:AAF-fake_token_of_a_test';
  const fake = await openFakeTelegram({ token });
  const platform = createTelegram(
    { token, webhookSecret: undefined, apiRoot: fake.url },
    { log, times: { pollSeconds: 0.3, firstBackoffMs: 10 } },
  );
  let size: number | undefined;
  return {
    platform,
    contact: '700001',
    speak: async (id, bytes) => {
      const path = `voice/file_${id}.oga`;
      fake.files.set(`file-${id}`, { bytes, path, ...(size === undefined ? {} : { size }) });
      await fake.deliver({
        update_id: id,
        message: {
          message_id: id,
          date: Math.floor(Date.now() / 1000),
          chat: { id: 700_001, type: 'private' },
          from: { id: 700_001, is_bot: false },
          voice: {
            file_id: `file-${id}`,
            file_unique_id: 'u',
            duration: 4,
            mime_type: 'audio/ogg',
          },
        },
      });
    },
    failDownload: (how, times) => {
      if (how === 'too-large') size = 21_000_000;
      else if (how === 'gone') fake.fail('file', { kind: 'status', status: 404 }, times);
      else fake.fail('file', { kind: 'reset', done: false }, times);
    },
    downloads: () => fake.calls.filter(({ method }) => method === 'getFile').length,
    told: () => fake.sent.map(({ text }) => text),
    close: fake.close,
  };
}

async function openZaloScene(door: Door): Promise<VoiceScene> {
  const media = await openFakeMedia();
  const fake = await openFakeZalo({ timeScale: 0.001, echoes: false });
  const store = await openStore({ file: ':memory:' });
  const platform = createZalo(fake.config, { tokens: store, log, download: MEDIA_ON_LOOPBACK });
  const contact = '246845883529197922';
  return {
    platform,
    contact,
    ...mediaParts(media),
    speak: async (id, bytes) => {
      if (door.url !== undefined) fake.pointAt(door.url);
      const payload = { url: media.put('/voice.aac', bytes) };
      await fake.deliver(
        fake.events.attachment(
          'user_send_audio',
          contact,
          { type: 'audio', payload },
          { messageId: `m${id}` },
        ),
      );
    },
    told: () => fake.arrived.map(({ text }) => text),
    close: async () => {
      await fake.close();
      await media.close();
      await store.close();
    },
  };
}

async function openZaloBotScene(): Promise<VoiceScene> {
  const token = '12345689:fake-token-of-a-test';
  const media = await openFakeMedia();
  const fake = await openFakeZaloBot({ token });
  const platform = createZaloBot(
    { token, webhookSecret: undefined, apiRoot: fake.url, mediaHosts: [] },
    { log, times: { pollSeconds: 0.3, firstBackoffMs: 10 }, download: MEDIA_ON_LOOPBACK },
  );
  const contact = '6ede9afa66b88fe6d6a9';
  return {
    platform,
    contact,
    ...mediaParts(media),
    speak: (id, bytes) =>
      fake.deliver({
        event_name: 'message.voice.received',
        message: {
          message_id: `m${id}`,
          date: Date.now(),
          chat: { id: contact, chat_type: 'PRIVATE' },
          from: { id: contact, is_bot: false },
          voice_url: media.put('/voice.aac', bytes),
          message_type: 'CHAT_VOICE',
        },
      }),
    told: () => fake.sent.map(({ text }) => text),
    close: async () => {
      await fake.close();
      await media.close();
    },
  };
}

async function openMessengerScene(door: Door): Promise<VoiceScene> {
  const media = await openFakeMedia();
  const fake = await openFakeMessenger({ timeScale: 0.01, echoes: false });
  const platform = createMessenger(fake.config, { log, download: MEDIA_ON_LOOPBACK });
  const contact = '7001';
  return {
    platform,
    contact,
    ...mediaParts(media),
    speak: async (id, bytes) => {
      if (door.url !== undefined) fake.pointAt(door.url);
      const payload = { url: media.put('/voice.aac', bytes, 'audio/mp4') };
      await fake.deliver({
        ...fake.events.attachment(contact, 'audio'),
        message: { mid: `m${id}`, attachments: [{ type: 'audio', payload }] },
      });
    },
    told: () => fake.arrived.map(({ text }) => text),
    close: async () => {
      await fake.close();
      await media.close();
    },
  };
}
