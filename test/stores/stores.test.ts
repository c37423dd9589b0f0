import { testCallStore } from '../contracts/call-store.ts';
import { testConversationStore } from '../contracts/conversation-store.ts';
import { testDeskFigures } from '../contracts/desk-figures.ts';
import { testExchangeStore } from '../contracts/exchange-store.ts';
import { testFollowUpStore } from '../contracts/follow-up-store.ts';
import { testHelpDeskStore } from '../contracts/help-desk-store.ts';
import { testKeeping } from '../contracts/keeping.ts';
import { testOutbox } from '../contracts/outbox.ts';
import { testSatisfactionStore } from '../contracts/satisfaction-store.ts';
import { testTokenStore } from '../contracts/token-store.ts';
import { SITES } from './sites.ts';

for (const site of SITES) {
  testConversationStore(site);
  testKeeping(site);
  testExchangeStore(site);
  testOutbox(site);
  testTokenStore(site);
  testCallStore(site);
  testFollowUpStore(site);
  testHelpDeskStore(site);
  testDeskFigures(site);
  testSatisfactionStore(site);
}
