import { listen } from '../../src/channels/http/listen.ts';
import { createHotline } from '../../src/channels/hotline/hotline.ts';
import { createCalls } from '../../src/desk/calls.ts';
import { createSuggesting } from '../../src/desk/suggest.ts';
import { maskPersonalData } from '../../src/language/personal-data.ts';
import { createLog } from '../../src/log.ts';
import { openMeans } from '../../src/open-means.ts';
import { openStore } from '../../src/stores/open-store.ts';
import { benchSources } from '../sources.ts';

/** The hotline's socket over the fullest knowledge that is here, for calls without a server of their own. */
export async function openServer(token: string): Promise<{
  readonly url: string;
  readonly knowledge: string;
  close(): Promise<void>;
}> {
  const { dir, knowledge } = await benchSources();
  const means = await openMeans(dir === undefined ? {} : { knowledgeDir: dir });
  const store = await openStore({ file: ':memory:' });
  const log = createLog('silent');
  const office = 'simulated';
  const calls = createCalls({
    store,
    office,
    suggesting: createSuggesting({ means }),
    mask: (text) => maskPersonalData(text).text,
    nameOf: (code) => means.procedure(code)?.name ?? code,
    onChange: () => undefined,
    onProblem: (error) => console.error(error),
  });
  const hotline = createHotline({ calls, store, office, log, secrets: { token } });
  const listening = await listen((_, response) => response.writeHead(404).end(), 0, '127.0.0.1');
  listening.onUpgrade(hotline.upgrade);
  return {
    url: `ws://127.0.0.1:${listening.port}`,
    knowledge,
    close: async () => {
      hotline.stop();
      calls.stop();
      await listening.close();
      await store.close();
      means.close();
    },
  };
}
