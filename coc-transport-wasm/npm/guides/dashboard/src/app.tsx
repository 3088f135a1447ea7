import { useState } from 'react';

import { ClanPage } from './clan-page.js';
import { hrefOf, useRoute } from './route.js';
import { SearchPage } from './search-page.js';

export function App() {
  const route = useRoute();
  return (
    <>
      <header>
        <a href="#/">Clan dashboard</a>
        <SearchForm />
      </header>
      <main>
        {route.kind === 'home' && <p>Enter the name or the tag of a clan.</p>}
        {route.kind === 'search' && <SearchPage name={route.name} />}
        {route.kind === 'clan' && <ClanPage tag={route.tag} />}
      </main>
    </>
  );
}

function SearchForm() {
  const [problem, setProblem] = useState('');
  const search = (form: FormData) => {
    try {
      location.hash = hrefOf(String(form.get('query')));
      setProblem('');
    } catch (error) {
      setProblem(error instanceof Error ? error.message : String(error));
    }
  };
  return (
    <form role="search" action={search}>
      <input name="query" aria-label="Name or tag of a clan" minLength={3} required />
      <button>Search</button>
      <output>{problem}</output>
    </form>
  );
}
