//! Shows what the reader makes of the list's XML, with the source words: for working on the reader, not for keeping.
use comity_read::model::Destination;

fn main() {
    let path = std::env::args().nth(1).unwrap_or_default();
    let Ok(file) = std::fs::File::open(&path) else {
        eprintln!("cannot open {path}");
        return;
    };
    let start = std::time::Instant::now();
    let list = match comity_read::ccl::read_ccl_xml(std::io::BufReader::new(file), &path) {
        Ok(list) => list,
        Err(error) => {
            eprintln!("{error}");
            return;
        }
    };
    eprintln!("{:?}", start.elapsed());
    let mode = std::env::args().nth(2).unwrap_or_default();
    if mode == "tsv" {
        println!("entry\tdigest\tkind\tleft\tright\tscope\twhen");
        for entry in &list.entries {
            for row in &entry.controls {
                let when = match &row.destination {
                    Destination::Column(n) => format!("column {n}"),
                    Destination::When(when) => when.to_string(),
                };
                if row.scope.has_unknown() || when.contains("untranslated(") {
                    println!("{}\t{}\tcontrol {}\t{}\t{}\t{}\t{when}", entry.code, row.text.digest(), row.reason, row.text.left, row.text.right, row.scope);
                }
            }
            for row in &entry.exceptions {
                if row.scope.has_unknown() {
                    let amount = row.amount.map_or(String::new(), |a| format!(" {a} USD"));
                    println!("{}\t{}\texception {}{amount}\t{}\t{}\t{}\t", entry.code, row.text.digest(), row.symbol, row.text.left, row.text.right, row.scope);
                }
            }
            for pointer in &entry.refers {
                println!("{}\t{}\trefer\t{}\t\t\t", entry.code, pointer.digest, pointer.to);
            }
        }
        return;
    }
    let r = &list.report;
    println!(
        "entries {} labelled {} provisions {} implied {} controls {} exceptions {} untranslated {}",
        r.entries, r.labelled, r.provisions, r.implied, r.controls, r.exceptions, r.untranslated
    );
    for p in &r.problems {
        println!("PROBLEM {p}");
    }
    for e in &list.entries {
        for c in &e.controls {
            let d = match &c.destination {
                Destination::Column(n) => format!("column {n}"),
                Destination::When(w) => w.to_string(),
            };
            println!("CONTROL\t{}\t{}\t{}\t{d}\t{}\t{}\t{}\t{}", e.code, c.text.digest(), c.reason, c.scope, c.cite, c.text.left, c.text.right);
        }
        for x in &e.exceptions {
            println!("EXC\t{}\t{}\t{}\t{:?}\t{}\t{}", e.code, x.text.digest(), x.symbol, x.amount, x.scope, x.text.right);
        }
        for h in &e.hand_offs {
            println!("HANDOFF\t{}\t{}", e.code, h.to);
        }
        for h in &e.refers {
            println!("REFER\t{}\t{}", e.code, h.to);
        }
    }
}
