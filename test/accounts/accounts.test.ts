import { describe, expect, it } from 'vitest';
import { createAccounts } from '../../src/accounts/create-accounts.ts';
import { SCHEMA_VERSION, migrate } from '../../src/stores/migrations.ts';
import { createStore, openDatabase } from '../../src/stores/open-store.ts';
import { testSigningIn } from '../contracts/accounts.ts';
import { testAdministration } from '../contracts/accounts-administration.ts';
import { NOW } from '../contracts/samples.ts';
import { SITES } from '../stores/sites.ts';
import { PASSWORD } from './house.ts';

for (const site of SITES) {
  testSigningIn(site);
  testAdministration(site);
}

describe('accounts', () => {
  it('come to a database that was made before there were any', async () => {
    const database = openDatabase({});
    await migrate(database, SCHEMA_VERSION - 1);
    await migrate(database);
    const accounts = createAccounts({
      store: createStore(database),
      now: () => NOW,
      secretKey: Buffer.alloc(32),
      office: 'a',
    });
    // With the hashing that officers get.
    const link = await accounts.inviteFirst('a');
    await accounts.accept(link?.token ?? '', { login: 'lan', password: PASSWORD });
    const result = await accounts.signIn('lan', PASSWORD.normalize('NFD'));
    expect(result.kind).toBe('signed-in');
    expect(await accounts.signIn('nobody', PASSWORD)).toEqual({ kind: 'wrong' });
    await database.close();
  });

  it('need a whole key', () => {
    const store = createStore(openDatabase({}));
    const options = { store, now: () => NOW, office: 'a' };
    expect(() => createAccounts({ ...options, secretKey: Buffer.alloc(16) })).toThrow('32 bytes');
  });
});
