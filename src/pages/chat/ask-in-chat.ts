import type { Keep } from './keep.ts';
import { createMessageId } from './message-id.ts';
import type { Kept } from './session.ts';

/**
 * "Ask about this procedure" on a page of reading: the question goes into the conversation of this
 * tab and the chat sends it. Without script the form opens a conversation of its own.
 */
export function askInChat(keep: Keep): void {
  for (const form of document.querySelectorAll<HTMLFormElement>(
    '.hmc-document form[action="/hoi"]',
  )) {
    form.addEventListener('submit', (event) => {
      const button = form.querySelector<HTMLButtonElement>('button[name="chosenCode"]');
      const name = document.querySelector('h1')?.textContent.trim();
      if (!button || !name) return;
      event.preventDefault();
      const { conversationId = null, outbox = [], left = null } = keep.read<Kept>('session') ?? {};
      const message = { id: createMessageId(), text: name, chosenCode: button.value };
      keep.write('session', { conversationId, outbox: [...outbox, message], left } satisfies Kept);
      location.assign('/');
    });
  }
}
