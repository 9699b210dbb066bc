use comity_read::model::Destination;
fn main() {
    let path = std::env::args().nth(1).unwrap();
    let file = std::io::BufReader::new(std::fs::File::open(&path).unwrap());
    let t = std::time::Instant::now();
    let list = match comity_read::ccl::read_ccl_xml(file, &path) { Ok(l) => l, Err(e) => { println!("{e}"); return } };
    eprintln!("{:?}", t.elapsed());
    let r = &list.report;
    println!("entries {} labelled {} provisions {} implied {} controls {} exceptions {} untranslated {}", r.entries, r.labelled, r.provisions, r.implied, r.controls, r.exceptions, r.untranslated);
    for p in &r.problems { println!("PROBLEM {p}"); }
    for e in &list.entries {
        for c in &e.controls {
            let d = match &c.destination { Destination::Column(n) => format!("column {n}"), Destination::When(w) => w.to_string() };
            println!("CONTROL\t{}\t{}\t{}\t{d}\t{}\t{}\t{}\t{}", e.code, c.text.digest(), c.reason, c.scope, c.cite, c.text.left, c.text.right);
        }
        for x in &e.exceptions {
            println!("EXC\t{}\t{}\t{}\t{:?}\t{}\t{}", e.code, x.text.digest(), x.symbol, x.amount, x.scope, x.text.right);
        }
        for h in &e.hand_offs { println!("HANDOFF\t{}\t{}", e.code, h.to); }
        for h in &e.refers { println!("REFER\t{}\t{}", e.code, h.to); }
        for n in &e.notes { if n.kind==comity_read::model::NoteKind::See {println!("SEE\t{}\t{:?}", e.code, n.cite);} }
    }
}
