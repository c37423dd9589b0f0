import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { AuditEntry } from './accounts/account.ts';
import type { LanguageModel } from './answering/model.ts';
import type { Means } from './answering/means.ts';
import { createChatwoot } from './channels/help-desk/chatwoot/chatwoot.ts';
import { createGenericHelpDesk } from './channels/help-desk/generic/generic.ts';
import type { HelpDesk } from './channels/help-desk/help-desk.ts';
import { connectHelpDesk } from './channels/help-desk/link.ts';
import type { AppParts } from './channels/http/app.ts';
import { createHotline } from './channels/hotline/hotline.ts';
import type { Hotline } from './channels/hotline/hotline.ts';
import { createCallRouter } from './channels/http/desk-call-router.ts';
import { createDeskEvents } from './channels/http/desk-events.ts';
import { createFollowUpRouter } from './channels/http/desk-follow-up-router.ts';
import { createDeskRouter } from './channels/http/desk-router.ts';
import { createSuggestionRouter } from './channels/http/desk-suggestion-router.ts';
import { createWritingRouter } from './channels/http/desk-writing-router.ts';
import { createHelpDeskRouter } from './channels/http/help-desk-router.ts';
import { createHotlineRouter } from './channels/http/hotline-router.ts';
import type { LiveTurns } from './channels/http/live-turns.ts';
import { createTokenSignIn } from './channels/http/sign-in.ts';
import { createAnswerWindow } from './channels/messaging/answer-window.ts';
import type { Counters } from './channels/messaging/counters.ts';
import { DESK_TEXTS } from './channels/messaging/desk-texts.ts';
import { createOfficerReply, createOfficerWords } from './channels/messaging/officer-words.ts';
import type { Platform } from './channels/messaging/platform.ts';
import type { Config } from './config.ts';
import type { Transcriber } from './conversation/transcriber.ts';
import { readYaml } from './curation/read-yaml.ts';
import { createCalls } from './desk/calls.ts';
import { createDraftCheck } from './desk/check-draft.ts';
import { createDesk } from './desk/create-desk.ts';
import type { Desk } from './desk/desk.ts';
import { parsePromises } from './desk/draft-promises.ts';
import { createFollowUp } from './desk/follow-up.ts';
import { createHandoffSuggestions } from './desk/handoff-suggestions.ts';
import { createSuggesting } from './desk/suggest.ts';
import { maskPersonalData } from './language/personal-data.ts';
import type { Log } from './log.ts';
import type { Store } from './stores/open-store.ts';

const KNOWLEDGE = fileURLToPath(new URL('../knowledge', import.meta.url));
/** How often those who wait are given to those who are there, and quiet calls are ended. */
const TICK_MS = 3000;
const SWEEP_MS = 300_000;
const VIETNAM_MS = 7 * 3_600_000;

/** The officers' side, put together. */
export interface OpenDesk {
  readonly desk: Desk;
  readonly hotline: Hotline;
  readonly routers: NonNullable<AppParts['routers']>;
  start(): void;
  /** Ends with the work that runs; the store may be closed after it. */
  stop(): Promise<void>;
}

export function openDesk(parts: {
  readonly config: Config;
  readonly store: Store;
  readonly means: Means;
  readonly model: LanguageModel | undefined;
  readonly transcriber: Transcriber | undefined;
  readonly platforms: readonly Platform[];
  readonly live: LiveTurns;
  readonly counters: Counters;
  readonly log: Log;
}): OpenDesk {
  const { config, store, means, model, transcriber, platforms, live, counters, log } = parts;
  const { officeId: office } = config;
  const mask = (text: string): string => maskPersonalData(text).text;
  const conversation = (id: string) => store.find(id);
  const onSaid = (id: string): void => live.told(id);
  const noted = (what: string) => (error: unknown) => {
    const reason = error instanceof Error ? error.name : 'unknown';
    counters.add('failures_total', { reason: `desk-${what}` });
    log.error({ reason, what }, 'something of the desk failed; it is tried again');
  };

  const desk = createDesk({
    store,
    office: { id: office, hotline: config.office.hotline },
    staffed: config.deskStaffed,
    texts: DESK_TEXTS,
    deliver: createOfficerWords({ store, platforms }),
    mask,
    onTurns: onSaid,
  });
  const events = createDeskEvents({ follow: desk.follow });
  const suggesting = createSuggesting({ means });
  const suggestions = createHandoffSuggestions({
    suggesting,
    conversation,
    publish: events.publish,
    onProblem: noted('suggestions'),
  });
  const calls = createCalls({
    store,
    suggesting,
    mask,
    office,
    nameOf: (code) => means.procedure(code)?.name ?? code,
    onChange: events.publish,
    onProblem: noted('calls'),
    quietMs: config.hotline.quietMs,
  });
  const { token, secret, careSoftSecret } = config.hotline;
  const secrets = { token, secret, careSoftSecret };
  const hotline = createHotline({ calls, store, secrets, office, log });
  const followUp = createFollowUp({
    store,
    conversation,
    mask,
    dueDays: config.taskDueDays,
    isWorkingDay: isWeekday,
    say: createOfficerReply({ store, platforms, onSaid }),
    onChange: (of, task) => events.publish({ kind: 'task', office: of, task }),
  });
  const unfollow = desk.follow(office, (event) => {
    // Cards are made for whoever looks, not for an empty room.
    if (events.followers > 0) suggestions.heard(event);
    if (event.kind === 'handoff') followUp.noticed(event.handoff).catch(noted('tasks'));
  });
  const connections = helpDesksOf(config).map((helpDesk) =>
    connectHelpDesk({ helpDesk, desk, store, conversation, office, language: 'vi', counters, log }),
  );

  const signIn = createTokenSignIn({ officerToken: config.officerToken, office });
  const audit = {
    note: async ({ action, subject, accountId }: AuditEntry) =>
      log.info({ action, subject, officer: accountId }, 'an officer did something'),
  };
  const windowOf = createAnswerWindow({ store, platforms });
  const promises = parsePromises(readYaml(join(KNOWLEDGE, 'desk-promises.yaml')));
  const checkDraft = createDraftCheck({ means, findPromises: promises });
  const timers: NodeJS.Timeout[] = [];

  return {
    desk,
    hotline,
    routers: [
      createHelpDeskRouter({ connections, counters, log }),
      createHotlineRouter({ hotline, transcriber, log }),
      createDeskRouter({
        signIn,
        desk,
        events,
        conversation,
        windowOf,
        ratingOf: (id) => store.ratingOf(id),
        office: { id: office, ...config.office },
        settings: {
          approveFirst: config.office.approves ?? false,
          transcription: transcriber !== undefined,
        },
      }),
      createFollowUpRouter({ signIn, desk, followUp, store, audit }),
      createSuggestionRouter({
        signIn,
        desk,
        calls,
        suggestions,
        checkDraft,
        windowOf,
        means,
        store,
        mask,
      }),
      createCallRouter({ signIn, calls, followUp, audit }),
      createWritingRouter({ signIn, desk, conversation, model }),
    ],
    start: () => {
      for (const connection of connections) connection.start();
      if (config.deskStaffed) {
        timers.push(setInterval(() => void desk.tick(new Date()).catch(noted('queue')), TICK_MS));
      }
      timers.push(setInterval(() => void calls.sweep(new Date()).catch(noted('calls')), SWEEP_MS));
    },
    stop: async () => {
      for (const timer of timers) clearInterval(timer);
      unfollow();
      hotline.stop();
      calls.stop();
      await Promise.all(connections.map((connection) => connection.stop()));
    },
  };
}

/** Other desk software that is set. */
function helpDesksOf({ chatwoot, helpDesk }: Config): HelpDesk[] {
  return [
    ...(chatwoot ? [createChatwoot(chatwoot)] : []),
    ...(helpDesk ? [createGenericHelpDesk(helpDesk)] : []),
  ];
}

/** Monday to Friday in Vietnam; holidays are not known yet. */
function isWeekday(at: Date): boolean {
  return ![0, 6].includes(new Date(at.getTime() + VIETNAM_MS).getUTCDay());
}
