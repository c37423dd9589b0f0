import type { NewDelivery } from '../../conversation/exchange.ts';
import type { DeskHandoff } from '../../desk/desk.ts';
import type { DeskStore } from '../../desk/desk-store.ts';
import type { SatisfactionStore } from '../../desk/satisfaction-store.ts';
import type { MessageButton, Platform, PlatformLimits } from './platform.ts';
import { measure } from './render-split.ts';
import { renderText } from './render.ts';
import { ratingPayload } from './satisfaction-payload.ts';
import { LEVELS, SATISFACTION_WORDS } from './satisfaction-words.ts';

/** How long she may answer, and how long the same conversation is not asked again. */
export const SATISFACTION_MS = 24 * 3_600_000;

/**
 * Asks a citizen of a messaging platform how she was served, once, when a hand-off was closed after an
 * officer spoke. Told of every change of a hand-off, any number of times and in any process. Not where
 * the platform's window is over.
 */
export function createSatisfactionRequests(parts: {
  readonly store: Pick<DeskStore, 'contactOf'> & Pick<SatisfactionStore, 'askSatisfaction'>;
  readonly platforms: readonly Platform[];
  readonly now?: () => Date;
}): (handoff: DeskHandoff) => Promise<void> {
  const { store, platforms, now = () => new Date() } = parts;

  /** A platform that does not say sets no window. */
  async function isOver(platform: Platform, contact: string): Promise<boolean> {
    const budget = await platform.budget?.(contact).catch(() => null);
    if (budget == null) return false;
    const { windowEndsAt, messagesLeft } = budget;
    return (
      (windowEndsAt !== null && Date.parse(windowEndsAt) <= now().getTime()) ||
      (messagesLeft !== null && messagesLeft <= 0)
    );
  }

  return async (handoff) => {
    if (!isToBeRated(handoff, now())) return;
    const to = await store.contactOf(handoff.conversationId);
    const platform = platforms.find(({ name }) => name === to?.platform);
    if (to === undefined || platform === undefined) return;
    if (await isOver(platform, to.contact)) return;
    const deliveries = requestDeliveries(platform, to.contact, handoff);
    await store.askSatisfaction(handoff, deliveries, { now: now(), restMs: SATISFACTION_MS });
  };
}

function isToBeRated(handoff: DeskHandoff, now: Date): boolean {
  const { state, ending, firstReplyAt, closedAt } = handoff;
  return (
    state === 'closed' &&
    (ending === 'resolved' || ending === 'returned') &&
    firstReplyAt !== undefined &&
    closedAt !== undefined &&
    now.getTime() - Date.parse(closedAt) <= SATISFACTION_MS
  );
}

/** Levels on buttons where the platform has room for them, else numbers to be typed. */
function requestDeliveries(
  platform: Platform,
  contact: string,
  { id, language }: DeskHandoff,
): readonly NewDelivery[] {
  const { limits } = platform;
  const words = SATISFACTION_WORDS[language];
  const buttons = levelButtons(id, language, limits);
  const text =
    buttons.length > 0
      ? `${words.ask}\n\n${words.chooseButton}`
      : [
          `${words.ask}\n\n${words.chooseNumber}`,
          ...LEVELS.map((level) => `${level} – ${words.levels[level]}`),
        ].join('\n');
  const messages = renderText(text, limits);
  return messages.map((message, at) => ({
    platform: platform.name,
    contact,
    body: platform.toBody(at === messages.length - 1 ? { ...message, buttons } : message),
    author: 'assistant',
  }));
}

function levelButtons(
  handoffId: string,
  language: 'vi' | 'en',
  limits: PlatformLimits,
): readonly MessageButton[] {
  const levels = limits.buttons >= LEVELS.length ? LEVELS : (['5', '4', '2'] as const);
  const buttons = levels.map((level) => ({
    title: SATISFACTION_WORDS[language].levels[level],
    payload: ratingPayload(level, handoffId),
  }));
  const fits =
    buttons.length <= limits.buttons &&
    buttons.every(
      ({ title, payload }) =>
        measure(title, limits.counting) <= limits.buttonTitleLength &&
        measure(payload, 'bytes') <= limits.payloadBytes,
    );
  return fits ? buttons : [];
}
