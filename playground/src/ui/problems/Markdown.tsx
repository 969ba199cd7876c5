import { marked, type Token, type Tokens } from "marked";
import type { ComponentChildren, VNode } from "preact";

/**
 * Markdown as elements. Tokens become elements one by one and HTML stays text, so that no page can bring a script or
 * a style, and nothing has to be cleaned.
 */
export function Markdown({ text }: { readonly text: string }) {
  return <div class="markdown">{blocks(marked.lexer(text))}</div>;
}

function blocks(tokens: readonly Token[]): ComponentChildren {
  return tokens.map((token, index) => <Block key={index} token={token} />);
}

function Block({ token }: { readonly token: Token }): VNode | null {
  switch (token.type) {
    case "heading": {
      const { depth, tokens } = token as Tokens.Heading;
      return depth === 1 ? <h3>{inline(tokens)}</h3> : <h4>{inline(tokens)}</h4>;
    }
    case "paragraph":
      return <p>{inline((token as Tokens.Paragraph).tokens)}</p>;
    case "code":
      return <Code text={(token as Tokens.Code).text} />;
    case "list":
      return <List list={token as Tokens.List} />;
    case "blockquote":
      return <blockquote>{blocks((token as Tokens.Blockquote).tokens)}</blockquote>;
    case "table":
      return <Table table={token as Tokens.Table} />;
    case "hr":
      return <hr />;
    case "text":
      return <>{inline((token as Tokens.Text).tokens ?? [token])}</>;
    case "space":
      return null;
    default:
      return <p>{token.raw}</p>;
  }
}

/** A listing. Lines of carets that point at a code stand out, because they are the point of the page. */
function Code({ text }: { readonly text: string }) {
  return (
    <pre tabIndex={0}>
      <code>
        {text.split("\n").map((line, index) => (
          <span key={index} class={/^\s*\/\/\s*\^+/.test(line) ? "carets" : undefined}>{`${line}\n`}</span>
        ))}
      </code>
    </pre>
  );
}

function List({ list }: { readonly list: Tokens.List }) {
  const items = list.items.map((item, index) => <li key={index}>{blocks(item.tokens)}</li>);
  return list.ordered ? <ol>{items}</ol> : <ul>{items}</ul>;
}

function Table({ table }: { readonly table: Tokens.Table }) {
  return (
    <div class="scrolls" tabIndex={0}>
      <table>
        <thead><tr>{table.header.map((cell, index) => <th key={index}>{inline(cell.tokens)}</th>)}</tr></thead>
        <tbody>
          {table.rows.map((row, index) => <tr key={index}>{row.map((cell, at) => <td key={at}>{inline(cell.tokens)}</td>)}</tr>)}
        </tbody>
      </table>
    </div>
  );
}

function inline(tokens: readonly Token[]): ComponentChildren {
  return tokens.map((token, index) => <Inline key={index} token={token} />);
}

function Inline({ token }: { readonly token: Token }): VNode {
  switch (token.type) {
    case "strong":
      return <strong>{inline((token as Tokens.Strong).tokens)}</strong>;
    case "em":
      return <em>{inline((token as Tokens.Em).tokens)}</em>;
    case "codespan":
      return <code>{(token as Tokens.Codespan).text}</code>;
    case "br":
      return <br />;
    case "link": {
      const { href, tokens } = token as Tokens.Link;
      if (!/^https?:\/\//.test(href)) return <>{inline(tokens)}</>;
      return <a href={href} target="_blank" rel="noreferrer noopener">{inline(tokens)}</a>;
    }
    case "escape":
    case "text":
      return <>{(token as Tokens.Text).text}</>;
    default:
      return <>{token.raw}</>;
  }
}
