import { createApi } from './api.ts';
import type { Api, PageChannel } from './api.ts';
import { createFollow } from './live.ts';
import type { Follow } from './live.ts';

/** API and live turns over this browser's own means. */
export function browserParts(
  site: string,
  channel: PageChannel,
): { readonly api: Api; readonly follow: Follow } {
  const api = createApi(
    (...request) => fetch(...request),
    () => navigator.onLine,
    { site, channel },
  );
  const follow = createFollow({
    api,
    openSource: 'EventSource' in globalThis ? (path) => new EventSource(site + path) : undefined,
    after: (ms, action) => {
      const timer = setTimeout(action, ms);
      return () => clearTimeout(timer);
    },
    isVisible: () => document.visibilityState !== 'hidden',
    onVisibility: (action) => {
      document.addEventListener('visibilitychange', action);
      return () => document.removeEventListener('visibilitychange', action);
    },
  });
  return { api, follow };
}
