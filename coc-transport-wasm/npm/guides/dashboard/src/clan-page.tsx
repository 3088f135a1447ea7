import type { Clan, Role } from 'coc-api';

import { coc } from './api.js';
import { Failure } from './failure.js';
import { LeaguePanel } from './league-panel.js';
import { useCall } from './use-call.js';
import { WarPanel } from './war-panel.js';

const ROLES: Partial<Record<Role, string>> = { leader: 'Leader', coLeader: 'Co-leader', admin: 'Elder', member: 'Member' };

export function ClanPage({ tag }: { readonly tag: string }) {
  const { data: clan, error } = useCall(`clan ${tag}`, (signal) => coc.clan(tag, { signal }).withResponse());
  if (!clan) return error === undefined ? <p>Loading …</p> : <Failure error={error} subject="clan" />;
  return (
    <>
      <title>{`${clan.name} – Clan dashboard`}</title>
      <h1>{clan.name}</h1>
      {error !== undefined && <Failure error={error} subject="clan" />}
      <p>
        {clan.tag}, level {clan.clanLevel}, {clan.members} of 50 members, {clan.warWins} wars won, {clan.warLeague?.name ?? 'no war league'}
      </p>
      <WarPanel tag={tag} />
      <LeaguePanel tag={tag} />
      <Members clan={clan} />
    </>
  );
}

function Members({ clan }: { readonly clan: Clan }) {
  return (
    <table>
      <caption>Members</caption>
      <thead>
        <tr>
          <th scope="col">#</th>
          <th scope="col">Name</th>
          <th scope="col">Role</th>
          <th scope="col">Town Hall</th>
          <th scope="col">Trophies</th>
          <th scope="col">Donations</th>
        </tr>
      </thead>
      <tbody>
        {clan.memberList.map((member) => (
          <tr key={member.tag}>
            <td>{member.clanRank}</td>
            <th scope="row">{member.name}</th>
            <td>{ROLES[member.role] ?? member.role}</td>
            <td>{member.townHallLevel}</td>
            <td>{member.trophies}</td>
            <td>{member.donations}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
