/// The page that shows `openapi.json`. Whatever comes from there is put in as text, never as markup.
enum DocsPage {
    static let text = """
        <!doctype html>
        <html lang="en">
        <head>
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <title>Breakwater API</title>
        <style>\(style)</style>
        </head>
        <body>
        <header><h1>Breakwater API</h1><p id="about">Reading openapi.json</p>
        <input id="search" type="search" placeholder="path, operation or role" aria-label="Search"></header>
        <main id="list"></main>
        <script>\(script)</script>
        </body>
        </html>

        """

    static let style = """
        :root{color-scheme:light dark;--line:#8884;--soft:#8881}
        body{font:16px/1.5 system-ui,sans-serif;margin:0 auto;max-width:60rem;padding:1rem}
        h1{margin:0}h2{border-bottom:1px solid var(--line);margin:2rem 0 .5rem}h3{font-size:1rem;margin:1rem 0 .3rem}
        input{font:inherit;padding:.4rem .6rem;width:100%;box-sizing:border-box}
        details{border:1px solid var(--line);border-radius:.4rem;margin:.4rem 0}
        summary{cursor:pointer;padding:.5rem .7rem}details>div{padding:0 .7rem .7rem}
        code,pre{font:.875rem/1.4 ui-monospace,monospace}pre{background:var(--soft);overflow:auto;padding:.6rem}
        .method{display:inline-block;font-weight:700;min-width:4.2rem}.about{opacity:.75}
        .role{border:1px solid var(--line);border-radius:1rem;font-size:.8rem;margin-left:.3rem;padding:0 .5rem}
        table{border-collapse:collapse;width:100%}
        th,td{border-top:1px solid var(--line);padding:.3rem .5rem .3rem 0;text-align:left;vertical-align:top}
        """

    static let script = #"""
        'use strict';
        (async () => {
          const make = (name, text, kind) => {
            const node = document.createElement(name);
            if (text !== undefined) node.textContent = text;
            if (kind) node.className = kind;
            return node;
          };
          const about = document.getElementById('about');
          const list = document.getElementById('list');
          const search = document.getElementById('search');
          let api;
          try {
            const answer = await fetch('openapi.json');
            if (!answer.ok) throw new Error('status ' + answer.status);
            api = await answer.json();
          } catch (error) {
            about.textContent = 'openapi.json cannot be read: ' + error.message;
            return;
          }
          about.textContent = api.info.description;
          const follow = schema => {
            if (!schema || !schema.$ref) return schema || {};
            return schema.$ref.split('/').slice(1).reduce((node, key) => node[key], api);
          };
          const rule = schema => {
            schema = follow(schema);
            const parts = [schema.type || ''];
            if (schema.enum) parts.push('one of ' + schema.enum.join(', '));
            if (schema.minLength !== undefined || schema.maxLength !== undefined)
              parts.push((schema.minLength || 0) + ' to ' + (schema.maxLength ?? 'any number of') + ' characters');
            if (schema.minimum !== undefined) parts.push(schema.minimum + ' to ' + schema.maximum);
            if (schema.pattern) parts.push(schema.pattern);
            if (schema.default !== undefined) parts.push('default ' + schema.default);
            if (schema.items) parts.push('of ' + rule(schema.items));
            return parts.filter(part => part).join('; ');
          };
          const table = (heads, rows) => {
            const node = make('table');
            const head = make('tr');
            heads.forEach(text => head.append(make('th', text)));
            node.append(head);
            rows.forEach(cells => {
              const row = make('tr');
              cells.forEach((text, place) => {
                const cell = make('td');
                cell.append(place === 0 ? make('code', text) : document.createTextNode(text));
                row.append(cell);
              });
              node.append(row);
            });
            return node;
          };
          const fields = (title, rows) => rows.length
            ? [make('h3', title), table(['name', 'rule', 'meaning'], rows)] : [];
          const sample = (title, content) => Object.entries(content || {}).flatMap(([type, media]) =>
            media.example === undefined ? [] : [make('h3', title + ', ' + type),
              make('pre', typeof media.example === 'string' ? media.example : JSON.stringify(media.example, null, 2))]);
          const show = (path, method, operation) => {
            const node = make('details');
            const line = make('summary');
            line.append(make('span', method.toUpperCase(), 'method'), make('code', path));
            operation['x-roles'].forEach(role => line.append(make('span', role, 'role')));
            const body = make('div');
            body.append(make('p', operation.summary));
            if (operation.description) body.append(make('p', operation.description, 'about'));
            Object.entries(operation['x-access'] || {}).forEach(([role, text]) =>
              body.append(make('p', role + ': ' + text, 'about')));
            const row = (name, isRequired, schema) =>
              [name, (isRequired ? '' : 'optional; ') + rule(schema), schema.description || ''];
            (['path', 'query']).forEach(place => body.append(...fields('In the ' + place,
              (operation.parameters || []).filter(one => one.in === place)
                .map(one => row(one.name, one.required, one.schema)))));
            const content = operation.requestBody && operation.requestBody.content;
            Object.values(content || {}).forEach(media => body.append(...fields('In the body',
              Object.entries(media.schema.properties || {}).map(([name, schema]) =>
                row(name, (media.schema.required || []).includes(name), schema)))));
            body.append(...sample('Request', content), ...sample('Answer', (operation.responses['200'] || {}).content));
            body.append(make('h3', 'Statuses'), table(['status', 'why'],
              Object.entries(operation.responses).map(([status, response]) => [status, follow(response).description])));
            node.append(line, body);
            node.dataset.words = [path, method, operation.operationId, operation.summary, ...operation['x-roles']]
              .join(' ').toLowerCase();
            return node;
          };
          const groups = new Map();
          Object.entries(api.paths).forEach(([path, methods]) =>
            Object.entries(methods).filter(([method]) => method !== 'head').forEach(([method, operation]) => {
              const tag = operation.tags[0];
              if (!groups.has(tag)) groups.set(tag, []);
              groups.get(tag).push(show(path, method, operation));
            }));
          groups.forEach((nodes, tag) => {
            const section = make('section');
            section.append(make('h2', tag), ...nodes);
            list.append(section);
          });
          search.addEventListener('input', () => {
            const words = search.value.toLowerCase().split(/\s+/).filter(word => word);
            list.querySelectorAll('section').forEach(section => {
              let isEmpty = true;
              section.querySelectorAll('details').forEach(node => {
                node.hidden = !words.every(word => node.dataset.words.includes(word));
                if (!node.hidden) isEmpty = false;
              });
              section.hidden = isEmpty;
            });
          });
        })();
        """#
}
