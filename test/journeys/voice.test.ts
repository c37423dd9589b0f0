import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { MESSAGING_WORDS } from '../../src/channels/messaging/words.ts';
import { PLATFORMS } from '../../src/conversation/exchange.ts';
import { createLog } from '../../src/log.ts';
import { createTranscriber } from '../../src/models/transcribe.ts';
import { run, until } from '../channels/messaging/running.ts';
import type { Running } from '../channels/messaging/running.ts';
import { openFakeTranscription } from '../fakes/fake-transcription.ts';
import type { FakeTranscription } from '../fakes/fake-transcription.ts';
import { openWebhookSite } from '../fakes/webhook-site.ts';
import { BIRTH } from './scripted-means.ts';
import { VOICE_SCENES } from './voice-scenes.ts';
import type { VoiceScene } from './voice-scenes.ts';

const SPEECH = Buffer.from('the speech of a citizen');
const { voice: lines } = MESSAGING_WORDS.vi;

describe.each(PLATFORMS)('a voice message on %s', (name) => {
  let speech: FakeTranscription;
  let scene: VoiceScene;
  let running: Running;
  let closeSite: () => Promise<void>;

  beforeEach(async () => {
    speech = await openFakeTranscription();
    speech.say(SPEECH, BIRTH);
    const door: { url: string | undefined } = { url: undefined };
    scene = await VOICE_SCENES[name](door);
    const transcriber = createTranscriber({
      config: { baseUrl: speech.url, apiKey: undefined, model: 'whisper-1', timeoutMs: 2000 },
      log: createLog('silent'),
      options: { firstWaitMs: 5 },
    });
    running = await run({ parts: { platforms: [scene.platform], transcriber } });
    const site = await openWebhookSite(scene.platform, (events) => {
      void running.messaging.intake.accept(events);
      return 200;
    });
    door.url = site.url;
    closeSite = site.close;
  });
  afterEach(async () => {
    await running.close();
    await closeSite();
    await scene.close();
    await speech.close();
  });

  const told = () => until(() => (scene.told().length > 0 ? scene.told().join('\n') : ''), 10_000);

  it('is fetched, listened to and answered', async () => {
    await scene.speak(1, SPEECH);
    expect(await told()).toContain(`Dạ, tôi nghe được: “${BIRTH}”`);
    await until(() => scene.told().join().includes('Thủ tục đăng ký khai sinh'));
    expect(speech.calls).toHaveLength(1);
    expect(speech.calls[0]?.bytes).toBe(SPEECH.length);
    expect(speech.calls[0]?.fileName).toMatch(/^speech\.(?:ogg|m4a)$/u);
  });

  it('is listened to once when it is delivered again after its answer', async () => {
    await scene.speak(1, SPEECH);
    await told();
    await scene.speak(1, SPEECH);
    await scene.speak(2, SPEECH);
    await until(() => speech.calls.length >= 2, 10_000);
    await until(async () => (await running.store.backlog()).events === 0, 10_000);
    expect(speech.calls).toHaveLength(2);
  });

  it('survives a download that breaks once', async () => {
    scene.failDownload('broken');
    await scene.speak(1, SPEECH);
    expect(await told()).toContain(`“${BIRTH}”`);
    expect(scene.downloads()).toBe(2);
  });

  it('is declined when its download keeps breaking', async () => {
    scene.failDownload('broken', 10);
    await scene.speak(1, SPEECH);
    expect(await told()).toBe(lines.unavailable);
    expect(scene.downloads()).toBe(3);
    expect(speech.calls).toHaveLength(0);
  });

  it.each([
    ['gone', lines.unsupported],
    ['too-large', lines['too-long']],
  ] as const)('is declined when its recording is %s', async (how, line) => {
    scene.failDownload(how);
    await scene.speak(1, SPEECH);
    expect(await told()).toBe(line);
    expect(speech.calls).toHaveLength(0);
  });
});
