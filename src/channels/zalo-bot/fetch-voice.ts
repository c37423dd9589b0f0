import { createDownload } from '../messaging/download.ts';
import type { DownloadRules } from '../messaging/download.ts';
import type { VoiceFetch } from '../messaging/platform.ts';

const MOST_BYTES = 20_000_000;

/** Fetches a recording by its `voice_url`, from the hosts of `ZALO_MEDIA_HOSTS` alone. */
export function createVoiceFetch(
  { mediaHosts }: { readonly mediaHosts: readonly string[] },
  rules: Partial<DownloadRules> = {},
): (url: string, signal: AbortSignal) => Promise<VoiceFetch> {
  return createDownload({ hosts: mediaHosts, mostBytes: MOST_BYTES, ...rules });
}
