import { createDownload } from '../messaging/download.ts';
import type { DownloadRules } from '../messaging/download.ts';
import type { VoiceFetch } from '../messaging/platform.ts';

/**
 * Attachments of Messenger are given out by Meta's content network at signed addresses, without a
 * token. Source: developers.facebook.com/docs/messenger-platform/reference/webhook-events/messages.
 */
const META_HOSTS = ['.fbsbx.com', '.fbcdn.net'];
/** Meta itself takes up to 25 MB; recordings are far smaller. */
const MOST_BYTES = 20_000_000;

/** Fetches a recording by the address of its attachment. */
export function createVoiceFetch(
  rules: Partial<DownloadRules> = {},
): (url: string, signal: AbortSignal) => Promise<VoiceFetch> {
  return createDownload({ hosts: META_HOSTS, mostBytes: MOST_BYTES, ...rules });
}
