import words from '../../../knowledge/messaging-telegram.json' with { type: 'json' };

/** The menu of commands per language of the citizen's Telegram: command to what it does. */
export interface TelegramWords {
  readonly commands: Readonly<Record<string, string>>;
}

export const TELEGRAM_WORDS: Readonly<Record<'vi' | 'en', TelegramWords>> = words;
