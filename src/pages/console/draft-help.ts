import type { CannedReply } from '../../desk/follow-up-store.ts';
import type { ComposeViewOptions } from './compose-view.ts';
import type { ConsoleParts } from './console-page.ts';
import { slashAt } from './keys.ts';
import { fill } from './texts.ts';
import type { Talk, Talks } from './talks.ts';

/** What helps an officer to write: ready-made replies, warnings before sending, rewording. */
export interface DraftHelp {
  viewOf(talk: Talk): Omit<ComposeViewOptions, 'parts' | 'talk' | 'window' | 'isMine'>;
  /** Puts a text where the caret is, or at the end. */
  insert(id: string, text: string, suggestionId?: string): void;
  /** Replaces the draft. */
  edit(id: string, text: string, suggestionId?: string): void;
}

/** Warnings of these kinds are shown once before the message goes out. */
const GRAVE = new Set(['figure-not-in-record', 'promise', 'personal-data']);
const MOST_SHOWN = 6;

export function createDraftHelp(options: {
  readonly parts: ConsoleParts;
  readonly talks: Talks;
  readonly onChange: () => void;
}): DraftHelp {
  const { parts, talks, onChange } = options;
  let replies: readonly CannedReply[] | undefined;
  let slash: { readonly id: string; readonly from: number; readonly word: string } | undefined;
  let chosen = 0;
  /** The draft that was warned of; sending the very same goes through. */
  let warned = '';
  let remark = '';
  let before: { readonly id: string; readonly draft: string } | undefined;

  async function readReplies(): Promise<void> {
    replies = [];
    const found = await parts.desk.cannedReplies();
    if (found.kind === 'done') replies = found.value.replies;
    onChange();
  }

  function fits(word: string): readonly CannedReply[] {
    const wanted = word.toLowerCase();
    return (replies ?? [])
      .filter(
        ({ shortcut = '', title }) =>
          shortcut.toLowerCase().startsWith(wanted) || title.toLowerCase().includes(wanted),
      )
      .slice(0, MOST_SHOWN);
  }

  const filled = (text: string): string => {
    const { me } = parts;
    const values: Readonly<Record<string, string>> = {
      officer: me.account.name,
      office: me.office.name ?? '',
      hotline: me.office.hotline ?? '',
    };
    return text.replace(/\{(\w+)\}/gu, (place, name: string) => values[name] ?? place);
  };

  function take(talk: Talk, reply: CannedReply): void {
    const { draft } = talk;
    const text = filled(reply.text);
    const next =
      slash === undefined
        ? `${draft}${text}`
        : `${draft.slice(0, slash.from)}${text}${draft.slice(slash.from + slash.word.length + 1)}`;
    slash = undefined;
    talks.write(talk.id, next);
  }

  function send(talk: Talk): void {
    const isGrave = talk.warnings.some(({ kind }) => GRAVE.has(kind));
    if (isGrave && warned !== talk.draft) {
      warned = talk.draft;
      onChange();
      return;
    }
    warned = '';
    remark = '';
    before = undefined;
    talks.send(talk.id);
  }

  function onKey(event: KeyboardEvent, talk: Talk): void {
    const shown = slash?.id === talk.id ? fits(slash.word) : [];
    if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      send(talk);
    } else if (shown.length > 0 && !event.isComposing) {
      const reply = shown[Math.min(chosen, shown.length - 1)];
      if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
        event.preventDefault();
        chosen = (chosen + (event.key === 'ArrowDown' ? 1 : shown.length - 1)) % shown.length;
        onChange();
      } else if ((event.key === 'Enter' || event.key === 'Tab') && reply !== undefined) {
        event.preventDefault();
        take(talk, reply);
      } else if (event.key === 'Escape') {
        slash = undefined;
        onChange();
      }
    }
  }

  /** The draft and below it what a machine made of it; the citizen sees which is which. */
  async function translate({ id, draft }: Talk): Promise<void> {
    const { compose: words } = parts.texts;
    const made = parts.taken(await parts.desk.translate(draft, 'en'));
    if (made === undefined || talks.of(id).draft !== draft) return;
    if (made.kind === 'written') {
      before = { id, draft };
      remark = words.translated;
      talks.write(id, fill(words.translationFrame, { draft, text: made.text }));
    } else {
      remark = parts.texts.talk.notTranslated;
      onChange();
    }
  }

  async function rewrite({ id, draft }: Talk): Promise<void> {
    const { compose: words } = parts.texts;
    const made = parts.taken(await parts.desk.rewrite(draft, 'vi'));
    // Written on meanwhile: what she writes is worth more.
    if (made === undefined || talks.of(id).draft !== draft) return;
    if (made.kind === 'written') {
      before = { id, draft };
      remark = words.rewritten;
      talks.write(id, made.text);
    } else {
      remark = words.notRewritten;
      onChange();
    }
  }

  return {
    viewOf: (talk) => ({
      isWarned: warned !== '' && warned === talk.draft,
      canned: slash?.id === talk.id && replies !== undefined ? fits(slash.word) : undefined,
      chosen,
      remark,
      mayUndo: before?.id === talk.id,
      onInput: (event) => {
        const { value, selectionStart } = event.target as HTMLTextAreaElement;
        const found = slashAt(value, selectionStart);
        slash = found === undefined ? undefined : { id: talk.id, ...found };
        if (slash !== undefined && replies === undefined) void readReplies();
        chosen = 0;
        remark = '';
        talks.write(talk.id, value);
      },
      onKey: (event) => onKey(event, talk),
      onSend: () => send(talk),
      onCanned: (reply) => take(talk, reply),
      onRewrite: () => void rewrite(talk),
      onTranslate: talk.detail?.handoff.language === 'en' ? () => void translate(talk) : undefined,
      onUndo: () => {
        if (before?.id === talk.id) talks.write(talk.id, before.draft);
        before = undefined;
        remark = '';
      },
    }),
    insert: (id, text, suggestionId) => {
      const { draft } = talks.of(id);
      const glue = draft === '' || /\s$/u.test(draft) ? '' : '\n';
      talks.write(id, `${draft}${glue}${text}`, suggestionId);
    },
    edit: (id, text, suggestionId) => {
      before = { id, draft: talks.of(id).draft };
      talks.write(id, text, suggestionId);
    },
  };
}
