import { openStore } from '../../src/stores/open-store.ts';
import type { StoreOptions } from '../../src/stores/open-store.ts';

/** Appends until it is killed, and tells each exchange when the store has acknowledged it. */
const [options = '{}', conversationId = '', prefix = ''] = process.argv.slice(2);
const store = await openStore(JSON.parse(options) as StoreOptions);
for (let number = 0; ; number += 1) {
  const at = new Date().toISOString();
  const clientMessageId = `${prefix}-${number}`;
  await store.append(
    conversationId,
    [
      { role: 'citizen', text: clientMessageId, at, clientMessageId },
      { role: 'assistant', text: `${clientMessageId}!`, at },
    ],
    {
      events: [],
      deliveries: [
        { platform: 'zalo', contact: 'c', body: { text: clientMessageId }, author: 'assistant' },
      ],
    },
  );
  process.stdout.write(`${clientMessageId}\n`);
}
