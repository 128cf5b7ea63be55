/// What every HTML report has around its content.
///
/// The page loads nothing and sends nothing: its policy allows the style below, the one script whose
/// digest it names, and no other source.
enum HTMLPage {
  /// Base 64 of SHA-256 over ``script``; a test holds them together.
  static let scriptDigest = "a5563Mma7NCoLmTL4tUC5HPQQ3TDidQMpQ8cBn2L3WE="

  static func head(title: String) -> String {
    """
    <!DOCTYPE html>
    <html lang="en">
    <head>
    <meta charset="utf-8">
    <meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src \
    'unsafe-inline'; script-src 'sha256-\(scriptDigest)'; base-uri 'none'; form-action 'none'">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <title>\(XML.text(title))</title>
    <style>\(style)</style>
    </head>
    <body>

    """
  }

  static let tail = "<script>\(script)</script>\n</body>\n</html>\n"

  /// Meaning is never by colour alone: each class has a word beside it, and a pattern of its own.
  private static let style = """
    :root{color-scheme:light dark;--fg:#1b1f24;--bg:#fff;--soft:#57606a;--line:#d0d7de;--card:#f6f8fa;
    --error:#b42318;--warning:#8a5a00;--note:#1f5fa8;--ok:#1a6b34;--c1:#1f5fa8;--c2:#8db9e8;--c3:#c4651a;
    --c4:#e3b27f;--c5:#2f7d6b;--c6:#8fcabb;--c7:#6e7781;--c8:#b7bec6;--c9:#b42318;--c10:#7a4fb0}
    @media (prefers-color-scheme:dark){:root{--fg:#e6edf3;--bg:#0d1117;--soft:#9aa4af;--line:#30363d;
    --card:#161b22;--error:#ff8a80;--warning:#e3b341;--note:#79b8ff;--ok:#6fd08c;--c1:#4c8fd6;--c2:#2b4f77;
    --c3:#d98a4a;--c4:#7c5330;--c5:#4fa08d;--c6:#2c5d52;--c7:#6e7781;--c8:#444c56;--c9:#e5534b;--c10:#a583d6}}
    *{box-sizing:border-box}body{margin:0 auto;max-width:76rem;padding:1rem;background:var(--bg);color:var(--fg);
    font:15px/1.5 system-ui,sans-serif}h1{font-size:1.4rem;margin:0 0 .5rem}h2{font-size:1.15rem;margin:2rem 0 .5rem}
    h3{font-size:1rem;margin:1.2rem 0 .3rem}code,pre,.id{font-family:ui-monospace,monospace;font-size:.92em}
    .id,summary,p,li{overflow-wrap:anywhere}td{white-space:nowrap}td.t{white-space:normal;overflow-wrap:anywhere;min-width:14rem}pre{background:var(--card);padding:.7rem;overflow-x:auto}
    .verdict{border:2px solid;padding:.7rem 1rem;border-radius:6px}.verdict.ok{border-color:var(--ok)}
    .verdict.fail{border-color:var(--error)}.verdict.incomplete,.verdict.no-store{border-color:var(--warning)}
    .word{font-weight:700}.error{color:var(--error)}.warning{color:var(--warning)}.note{color:var(--note)}
    .damaged{color:var(--error);font-weight:700}.verified{color:var(--ok)}.soft{color:var(--soft)}
    .scroll{overflow-x:auto}table{border-collapse:collapse;width:100%}th,td{text-align:left;vertical-align:top;
    padding:.25rem .6rem;border-bottom:1px solid var(--line)}th{font-weight:600}td.n,th.n{text-align:right;white-space:nowrap;
    font-variant-numeric:tabular-nums}dl{display:grid;grid-template-columns:max-content 1fr;gap:.1rem .8rem;margin:.4rem 0}
    dt{color:var(--soft)}dd{margin:0;overflow-wrap:anywhere}details{border:1px solid var(--line);border-radius:6px;
    margin:.35rem 0;padding:.35rem .7rem}details[open]{background:var(--card)}summary{cursor:pointer}
    .filters{display:flex;flex-wrap:wrap;gap:.4rem 1rem;margin:.5rem 0}.filters input[type=search]{flex:1 1 14rem;
    padding:.25rem .5rem;font:inherit}svg{display:block;width:100%;height:auto}svg text{font:11px system-ui,sans-serif;
    fill:var(--fg)}rect{stroke:var(--bg)}.c1{fill:var(--c1)}.c2{fill:var(--c2)}.c3{fill:var(--c3)}.c4{fill:var(--c4)}
    .c5{fill:var(--c5)}.c6{fill:var(--c6)}.c7{fill:var(--c7)}.c8{fill:var(--c8)}.c9{fill:var(--c9)}
    .c10{fill:var(--c10)}.tile{fill:var(--card);stroke:var(--soft)}
    .tile.shared{fill:var(--c2)}.tile.unique{fill:var(--c4)}.key{display:inline-block;width:1em;height:1em;
    vertical-align:-.15em}.bar{display:inline-block;height:.7em;background:var(--c1)}.bar.shared{background:
    repeating-linear-gradient(45deg,var(--c2) 0 3px,var(--c1) 3px 6px)}[hidden]{display:none}
    @media (max-width:45rem){svg text{display:none}}
    :focus-visible{outline:2px solid var(--note);outline-offset:2px}
    @media print{.filters{display:none}details{break-inside:avoid}}
    """

  /// Filters the list of findings, and opens the one that the address names.
  static let script = """
    (function(){
    var list=document.querySelectorAll('details.finding'),form=document.getElementById('filters'),
    count=document.getElementById('shown');
    function apply(){var text=form.elements.text.value.toLowerCase(),n=0;list.forEach(function(item){
    var box=form.elements[item.dataset.severity],state=form.elements[item.dataset.status];
    var show=(!box||box.checked)&&(!state||state.checked)&&item.textContent.toLowerCase().indexOf(text)>=0;
    item.hidden=!show;if(show){n++;}});count.textContent=n+' of '+list.length+' shown';}
    function open(){var id=location.hash.slice(1);if(!id){return;}var item=document.getElementById(id);
    if(item&&item.tagName==='DETAILS'){item.hidden=false;item.open=true;item.scrollIntoView();}}
    if(form){form.hidden=false;form.addEventListener('input',apply);
    form.addEventListener('submit',function(event){event.preventDefault();});apply();}
    addEventListener('hashchange',open);open();
    })();
    """
}
