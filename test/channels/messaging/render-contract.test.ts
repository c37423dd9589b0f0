import type { PlatformLimits } from '../../../src/channels/messaging/platform.ts';
import { testRendering } from '../../contracts/rendering.ts';

const plain = { counting: 'code-points', markup: 'none', messages: 3 } as const;
const ALL: Readonly<Record<string, PlatformLimits>> = {
  Zalo: { ...plain, textLength: 2000, buttons: 5, buttonTitleLength: 100, payloadBytes: 1000 },
  'the Zalo bot': { ...plain, textLength: 2000, buttons: 0, buttonTitleLength: 0, payloadBytes: 0 },
  Telegram: {
    textLength: 4096,
    counting: 'utf-16',
    buttons: 8,
    buttonTitleLength: 40,
    payloadBytes: 64,
    messages: 3,
    markup: 'telegram-html',
  },
  Messenger: {
    textLength: 2000,
    counting: 'utf-16',
    buttons: 13,
    buttonTitleLength: 20,
    payloadBytes: 1000,
    messages: 4,
    markup: 'none',
  },
  'a platform of 160 bytes': {
    textLength: 160,
    counting: 'bytes',
    buttons: 2,
    buttonTitleLength: 8,
    payloadBytes: 12,
    messages: 6,
    markup: 'none',
  },
  'Telegram with short messages': {
    textLength: 300,
    counting: 'utf-16',
    buttons: 8,
    buttonTitleLength: 40,
    payloadBytes: 64,
    messages: 5,
    markup: 'telegram-html',
  },
};

for (const [name, limits] of Object.entries(ALL)) testRendering(name, limits);
