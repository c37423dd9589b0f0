import { createHotlineRouter } from '../../../src/channels/http/hotline-router.ts';
import { listen } from '../../../src/channels/http/listen.ts';
import { createHotline } from '../../../src/channels/hotline/hotline.ts';
import type { HotlineSecrets } from '../../../src/channels/hotline/credentials.ts';
import type { Transcriber } from '../../../src/conversation/transcriber.ts';
import { createCalls } from '../../../src/desk/calls.ts';
import type { Calls } from '../../../src/desk/calls.ts';
import { createSuggesting } from '../../../src/desk/suggest.ts';
import type { Actor } from '../../../src/desk/desk.ts';
import { maskPersonalData } from '../../../src/language/personal-data.ts';
import { createLog } from '../../../src/log.ts';
import { procedureSchema } from '../../../src/procedure/procedure.ts';
import { openStore } from '../../../src/stores/open-store.ts';
import type { Store } from '../../../src/stores/open-store.ts';
import express from 'express';
import { ANSWER } from '../../contracts/samples.ts';

export const TOKEN = 'token-of-telephony';
export const SECRET = 'secret of telephony';
export const CARESOFT = 'secret of caresoft';
export const LAN: Actor = {
  officerId: 'lan',
  name: 'Lan',
  office: 'ward-1',
  isSupervisor: false,
};

export interface HotlineSite {
  readonly url: string;
  readonly calls: Calls;
  readonly store: Store;
  close(): Promise<void>;
}

/** A server with the hotline's door and nothing else. Every word about "khai sinh" is one procedure. */
export async function openHotlineSite(
  options: {
    readonly transcriber?: Transcriber;
    readonly secrets?: HotlineSecrets;
    readonly store?: Partial<Store>;
    readonly now?: () => Date;
  } = {},
): Promise<HotlineSite> {
  const opened = await openStore({ file: ':memory:' });
  const store: Store = { ...opened, ...options.store };
  const clock = options.now === undefined ? {} : { now: options.now };
  const procedures = [{ code: '1.000001', name: 'Thủ tục đăng ký khai sinh', score: 0.9 }];
  const suggesting = createSuggesting({
    means: {
      answer: async ({ text }) =>
        text.includes('khai sinh')
          ? { ...ANSWER, confidence: 0.9, facets: ['fee'], procedures }
          : { ...ANSWER, outcome: 'smalltalk', procedures: [] },
      procedure: (code) =>
        procedureSchema.parse({ code, name: 'Thủ tục đăng ký khai sinh', field: 'x', levels: [] }),
      guide: () => undefined,
      tell: (code) => ({
        gist: '',
        sections: [
          {
            facet: 'fee',
            procedureCode: code,
            title: 'Lệ phí',
            lines: [{ style: 'text', text: '8.000 đồng' }],
          },
        ],
        source: 'Nguồn: x',
        text: 'Lệ phí 8.000 đồng',
        citations: [],
      }),
    },
  });
  const calls = createCalls({
    store,
    suggesting,
    mask: (text) => maskPersonalData(text).text,
    office: 'ward-1',
    nameOf: (code) => code,
    onChange: () => undefined,
    onProblem: () => undefined,
    ...clock,
  });
  const log = createLog('silent');
  const secrets = options.secrets ?? { token: TOKEN, secret: SECRET, careSoftSecret: CARESOFT };
  const hotline = createHotline({ calls, store, secrets, office: 'ward-1', log, ...clock });
  const app = express();
  app.use(createHotlineRouter({ hotline, transcriber: options.transcriber, log, ...clock }));
  const listening = await listen(app, 0, '127.0.0.1', { closingMs: 500, lingerMs: 50 });
  listening.onUpgrade(hotline.upgrade);
  return {
    url: `http://127.0.0.1:${listening.port}`,
    calls,
    store,
    close: async () => {
      hotline.stop();
      calls.stop();
      await listening.close();
      await opened.close();
    },
  };
}

export const envelope = (seq: number, type: string, data: Record<string, unknown> = {}) => ({
  event_id: `e-${seq}`,
  call_id: 'c-1',
  seq,
  at: new Date().toISOString(),
  type,
  data,
});
export const words = (seq: number, text: string, type = 'transcript.final') =>
  envelope(seq, type, { utterance_id: `u${seq}`, speaker: 'customer', text, start_ms: seq });
