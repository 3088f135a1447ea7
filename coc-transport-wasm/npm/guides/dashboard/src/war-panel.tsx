import type { WarClan } from 'coc-api';
import { attackLimit, parseTimestamp } from 'coc-api/helpers';

import { coc } from './api.js';
import { Failure } from './failure.js';
import { useCall } from './use-call.js';

/** The current war with its score, which follows the attacks. */
export function WarPanel({ tag }: { readonly tag: string }) {
  const { data: war, error } = useCall(`war ${tag}`, (signal) => coc.currentWar(tag, { signal }).withResponse());
  return (
    <section aria-label="War">
      <h2>War</h2>
      {!war && error === undefined && <p>Loading …</p>}
      {error !== undefined && <Failure error={error} subject="war" />}
      {war?.state === 'notInWar' && <p>The clan is not at war.</p>}
      {war?.clan && war.opponent && war.state !== 'notInWar' && (
        <>
          <p aria-live="polite">
            <Score side={war.clan} /> : <Score side={war.opponent} />
          </p>
          <p>
            {war.clan.attacks} of {(war.teamSize ?? 0) * attackLimit(war)} attacks used.{' '}
            {war.state === 'preparation' && war.startTime && <>The battle begins at {timeOf(war.startTime)}.</>}
            {war.state === 'inWar' && war.endTime && <>The battle ends at {timeOf(war.endTime)}.</>}
            {war.state === 'warEnded' && <>The war is over.</>}
          </p>
        </>
      )}
    </section>
  );
}

const Score = ({ side }: { readonly side: WarClan }) => (
  <span>
    {side.name} <strong>{side.stars}</strong> ★ ({side.destructionPercentage.toFixed(1)} %)
  </span>
);

const timeOf = (timestamp: string) => parseTimestamp(timestamp).toLocaleString();
