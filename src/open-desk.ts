import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createAccounts } from './accounts/create-accounts.ts';
import type { Accounts, Invitation } from './accounts/accounts.ts';
import type { LanguageModel } from './answering/model.ts';
import type { Means } from './answering/means.ts';
import { createChatwoot } from './channels/help-desk/chatwoot/chatwoot.ts';
import { createGenericHelpDesk } from './channels/help-desk/generic/generic.ts';
import type { HelpDesk } from './channels/help-desk/help-desk.ts';
import { connectHelpDesk } from './channels/help-desk/link.ts';
import { createAccountAdminRouter } from './channels/http/account-admin-router.ts';
import { createAccountRouter } from './channels/http/account-router.ts';
import { createAccountSignIn } from './channels/http/account-sign-in.ts';
import type { AppParts } from './channels/http/app.ts';
import type { Assets } from './channels/http/assets.ts';
import { createConsoleRouter } from './channels/http/console-router.ts';
import type { CookieKey } from './channels/http/cookie-key.ts';
import { createHotline } from './channels/hotline/hotline.ts';
import type { Hotline } from './channels/hotline/hotline.ts';
import { createCallRouter } from './channels/http/desk-call-router.ts';
import { createDeskEvents } from './channels/http/desk-events.ts';
import { createFollowUpRouter } from './channels/http/desk-follow-up-router.ts';
import { createOverviewRouter } from './channels/http/desk-overview-router.ts';
import { createDeskRouter } from './channels/http/desk-router.ts';
import { createSuggestionRouter } from './channels/http/desk-suggestion-router.ts';
import { createWritingRouter } from './channels/http/desk-writing-router.ts';
import { createHelpDeskRouter } from './channels/http/help-desk-router.ts';
import { createHotlineRouter } from './channels/http/hotline-router.ts';
import type { LiveTurns } from './channels/http/live-turns.ts';
import { createOidc } from './channels/http/oidc.ts';
import { createOidcRouter } from './channels/http/oidc-router.ts';
import { createSettingOf } from './channels/http/page-router.ts';
import { createRateLimit } from './channels/http/rate-limit.ts';
import { createTokenSignIn } from './channels/http/sign-in.ts';
import { createAnswerWindow } from './channels/messaging/answer-window.ts';
import type { Counters } from './channels/messaging/counters.ts';
import { DESK_TEXTS } from './channels/messaging/desk-texts.ts';
import { createOfficerReply, createOfficerWords } from './channels/messaging/officer-words.ts';
import type { Platform } from './channels/messaging/platform.ts';
import { createSatisfactionRequests } from './channels/messaging/satisfaction.ts';
import type { Config } from './config.ts';
import type { Transcriber } from './conversation/transcriber.ts';
import { loadCalendar } from './curation/load-calendar.ts';
import { readYaml } from './curation/read-yaml.ts';
import { createCalls } from './desk/calls.ts';
import { createDraftCheck } from './desk/check-draft.ts';
import { createDesk } from './desk/create-desk.ts';
import type { Desk } from './desk/desk.ts';
import { parsePromises } from './desk/draft-promises.ts';
import { createFollowUp } from './desk/follow-up.ts';
import { createOtherProcesses } from './desk/other-processes.ts';
import { createHandoffSuggestions } from './desk/handoff-suggestions.ts';
import { createSchedule } from './desk/schedule.ts';
import { createNeeds, parseSkills } from './desk/skills.ts';
import { createSuggesting } from './desk/suggest.ts';
import { maskPersonalData } from './language/personal-data.ts';
import type { Log } from './log.ts';
import type { Store } from './stores/open-store.ts';

const KNOWLEDGE = fileURLToPath(new URL('../knowledge', import.meta.url));
/** How often those who wait are given to those who are there, and quiet calls are ended. */
const TICK_MS = 3000;
const SWEEP_MS = 300_000;
/** How often consoles learn of what other processes did. */
const OTHERS_MS = 1000;
/** Sign-ins and passwords one address may try in a minute. */
const TRIES_PER_MINUTE = 30;

/** The officers' side, put together. */
export interface OpenDesk {
  readonly desk: Desk;
  readonly hotline: Hotline;
  /** A link for the first administrator while there is none. */
  inviteFirst(): Promise<Invitation | undefined>;
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
  readonly assets: Assets;
  readonly cookieKey: CookieKey;
  readonly counters: Counters;
  readonly log: Log;
}): OpenDesk {
  const { config, store, means, model, transcriber, platforms, live, counters, log } = parts;
  const { assets, cookieKey } = parts;
  const { officeId: office } = config;
  const mask = (text: string): string => maskPersonalData(text).text;
  const conversation = (id: string) => store.find(id);
  const onSaid = (id: string): void => live.told(id);
  const noted = (what: string) => (error: unknown) => {
    const reason = error instanceof Error ? error.name : 'unknown';
    counters.add('failures_total', { reason: `desk-${what}` });
    log.error({ reason, what }, 'something of the desk failed; it is tried again');
  };

  const skills = parseSkills(readYaml(join(KNOWLEDGE, 'desk-skills.yaml')));
  const schedule = createSchedule({
    hours: config.deskHours,
    calendar: loadCalendar(join(KNOWLEDGE, 'calendar.yaml')),
  });
  const accounts: Accounts = createAccounts({
    store,
    office,
    secretKey: cookieKey.derive('accounts'),
    now: () => new Date(),
  });
  const windowOf = createAnswerWindow({ store, platforms });
  const desk = createDesk({
    windowOf,
    store,
    office: { id: office, hotline: config.office.hotline },
    staffed: config.deskStaffed,
    silentMs: config.deskSilentMs,
    opening: schedule.at,
    needsOf: createNeeds(skills, (code) => means.procedure(code)?.field),
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
    isWorkingDay: schedule.isWorkingDay,
    say: createOfficerReply({ store, platforms, onSaid }),
    onChange: (of, task) => events.publish({ kind: 'task', office: of, task }),
  });
  const askHowServed = createSatisfactionRequests({ store, platforms });
  const others = createOtherProcesses({
    store,
    office,
    publish: (event) => {
      events.publish(event);
      if (events.followers > 0) suggestions.heard(event);
      if (event.kind === 'handoff') live.waiting(event.handoff.conversationId);
    },
  });
  const unfollow = desk.follow(office, (event) => {
    others.seen(event);
    // Cards are made for whoever looks, not for an empty room.
    if (events.followers > 0) suggestions.heard(event);
    if (event.kind !== 'handoff') return;
    const { handoff } = event;
    live.waiting(handoff.conversationId);
    askHowServed(handoff).catch(noted('satisfaction'));
    followUp.noticed(handoff).catch(noted('tasks'));
  });
  const connections = helpDesksOf(config).map((helpDesk) =>
    connectHelpDesk({ helpDesk, desk, store, conversation, office, language: 'vi', counters, log }),
  );

  const byToken = createTokenSignIn({ officerToken: config.officerToken, office });
  const signIn = createAccountSignIn(accounts, byToken);
  const settingOf = createSettingOf({
    assets,
    knowledge: means.knowledge,
    office: config.office,
  });
  const rateLimit = createRateLimit({
    perMinute: TRIES_PER_MINUTE,
    store,
    secret: cookieKey.sign('limits', 'sign-in'),
  });
  const { oidc: identityProvider, publicUrl } = config;
  const oidc = identityProvider === undefined ? undefined : createOidc(identityProvider);
  const pages = { accounts, signIn, settingOf, rateLimit };
  const promises = parsePromises(readYaml(join(KNOWLEDGE, 'desk-promises.yaml')));
  const checkDraft = createDraftCheck({ means, findPromises: promises });
  const timers: NodeJS.Timeout[] = [];

  return {
    desk,
    hotline,
    inviteFirst: () => accounts.inviteFirst(office),
    routers: [
      createAccountRouter({ ...pages, hasOidc: oidc !== undefined }),
      ...(oidc === undefined
        ? []
        : [createOidcRouter({ ...pages, oidc, cookieKey, publicUrl, log })]),
      createAccountAdminRouter({ ...pages, skills }),
      createConsoleRouter({ signIn, assets, skills }),
      createHelpDeskRouter({ connections, counters, log }),
      createHotlineRouter({ hotline, transcriber, log }),
      createDeskRouter({
        signIn,
        desk,
        events,
        conversation,
        windowOf,
        ratingOf: (id) => store.ratingOf(id),
        audit: accounts,
        office: { id: office, ...config.office },
        settings: {
          approveFirst: config.office.approves ?? false,
          transcription: transcriber !== undefined,
        },
      }),
      createOverviewRouter({ signIn, store }),
      createFollowUpRouter({ signIn, desk, followUp, store, audit: accounts }),
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
      createCallRouter({ signIn, calls, followUp, audit: accounts }),
      createWritingRouter({ signIn, desk, conversation, model }),
    ],
    start: () => {
      for (const connection of connections) connection.start();
      if (config.deskStaffed !== false) {
        timers.push(setInterval(() => void desk.tick(new Date()).catch(noted('queue')), TICK_MS));
      }
      let looking = false;
      timers.push(
        setInterval(() => {
          if (looking || (events.followers === 0 && live.followers === 0)) return;
          looking = true;
          void others
            .look()
            .catch(noted('others'))
            .finally(() => {
              looking = false;
            });
        }, OTHERS_MS),
      );
      timers.push(
        setInterval(() => void accounts.sweep(new Date()).catch(noted('accounts')), SWEEP_MS),
      );
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
