import { GrammyError } from 'grammy';
import type { Api } from 'grammy';
import { createDownload } from '../messaging/download.ts';
import type { VoiceFetch } from '../messaging/platform.ts';
import type { GrammySignal } from './signal.ts';

/** What the Bot API gives out: https://core.telegram.org/bots/api#getfile. */
const MOST_BYTES = 20_000_000;

/** A path below the bot's folder; a server of one's own may name a file of its disk instead. */
const PATH = /^(?!.*\.\.)[\w-][\w.-]*(?:\/[\w.-]+)*$/u;

/** Fetches a recording by its `file_id`: `getFile`, then its address, which holds the token. */
export function createVoiceFetch(
  api: Api,
  { token, apiRoot }: { readonly token: string; readonly apiRoot: string },
): (fileId: string, signal: AbortSignal) => Promise<VoiceFetch> {
  const root = new URL(apiRoot);
  const download = createDownload({
    hosts: [root.hostname],
    protocols: [root.protocol],
    publicOnly: false,
    mostBytes: MOST_BYTES,
  });
  return async (fileId, signal) => {
    try {
      // grammY's signals are of a package older than the platform's.
      const file = await api.getFile(fileId, signal as unknown as GrammySignal);
      if ((file.file_size ?? 0) > MOST_BYTES) return { kind: 'failed', reason: 'too-large' };
      const { file_path: path } = file;
      if (path === undefined || !PATH.test(path)) return { kind: 'failed', reason: 'gone' };
      return await download(`${apiRoot}/file/bot${token}/${path}`, signal);
    } catch (error) {
      return { kind: 'failed', reason: reasonOf(error) };
    }
  };
}

function reasonOf(error: unknown): Extract<VoiceFetch, { kind: 'failed' }>['reason'] {
  if (!(error instanceof GrammyError)) return 'unavailable';
  const { error_code: code, description } = error;
  if (code === 400) return /too big/iu.test(description) ? 'too-large' : 'gone';
  return code === 401 || code === 403 || code === 404 ? 'refused' : 'unavailable';
}
