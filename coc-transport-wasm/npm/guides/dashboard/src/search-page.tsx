import { coc } from './api.js';
import { Failure } from './failure.js';
import { clanHref } from './route.js';
import { useCall } from './use-call.js';

export function SearchPage({ name }: { readonly name: string }) {
  const { data, error } = useCall(`search ${name}`, (signal) => coc.searchClans({ name }, { limit: 20, signal }).withResponse());
  if (!data) return error === undefined ? <p>Searching …</p> : <Failure error={error} subject="clan" />;
  if (data.items.length === 0) return <p>No clan is named like that.</p>;
  return (
    <section aria-label="Results">
      <ul>
        {data.items.map((clan) => (
          <li key={clan.tag}>
            <a href={clanHref(clan.tag)}>{clan.name}</a> {clan.tag}, level {clan.clanLevel}, {clan.members} members
          </li>
        ))}
      </ul>
    </section>
  );
}
