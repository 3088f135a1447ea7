import { NotFoundError } from 'coc-api';

import { Failure } from './failure.js';
import { leagueSeason } from './league-season.js';
import { clanHref } from './route.js';
import { useCall } from './use-call.js';

/** The standings of the clan war league. */
export function LeaguePanel({ tag }: { readonly tag: string }) {
  const { data, error } = useCall(`league ${tag}`, (signal) => leagueSeason(tag, signal));
  return (
    <section aria-label="Clan war league">
      <h2>Clan war league</h2>
      {!data && error === undefined && <p>Loading …</p>}
      {error instanceof NotFoundError && <p>The clan is not in the clan war league.</p>}
      {error !== undefined && !(error instanceof NotFoundError) && <Failure error={error} subject="clan war league" />}
      {data && (
        <table>
          <caption>Standings of the season {data.season}</caption>
          <thead>
            <tr>
              <th scope="col">#</th>
              <th scope="col">Clan</th>
              <th scope="col">Won</th>
              <th scope="col">Stars</th>
              <th scope="col">Destruction</th>
            </tr>
          </thead>
          <tbody>
            {data.standings.map((standing) => (
              <tr key={standing.tag} aria-current={standing.tag === tag}>
                <td>{standing.rank}</td>
                <th scope="row">
                  <a href={clanHref(standing.tag)}>{standing.name}</a>
                </th>
                <td>{standing.won}</td>
                <td>{standing.stars}</td>
                <td>{standing.destructionPoints.toFixed(0)} %</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </section>
  );
}
