import { createDownload } from '../messaging/download.ts';
import type { DownloadRules } from '../messaging/download.ts';
import type { VoiceFetch } from '../messaging/platform.ts';

/** Far more than the longest recording that is listened to, at what Zalo records it with. */
const MOST_BYTES = 20_000_000;

/**
 * Fetches a recording by the address the event named. Zalo keeps recordings on its content network
 * (`voice-aac-dl.zdn.vn` was seen), without a token; which hosts may be asked is `ZALO_MEDIA_HOSTS`.
 */
export function createVoiceFetch(
  { mediaHosts }: { readonly mediaHosts: readonly string[] },
  rules: Partial<DownloadRules> = {},
): (url: string, signal: AbortSignal) => Promise<VoiceFetch> {
  return createDownload({ hosts: mediaHosts, mostBytes: MOST_BYTES, ...rules });
}
