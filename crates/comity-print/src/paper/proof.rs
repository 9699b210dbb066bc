//! What the answer rests on and how it is proved: the law, the lists, the receipt, and the clauses that led to it.

use comity_portal::pages::ship::{Node, RuleReasoning};

use super::{Page, Paper, Reasons, Source};
use crate::{Block, Clause, Column};

/// Clauses on one paper at most: some sixty pages. What is left out is said, and can be asked for elsewhere.
const MOST_CLAUSES: usize = 3000;

impl Page<'_> {
    pub(super) fn proof(&mut self, paper: &Paper) {
        self.heading(1, self.say("receipt-title"));
        match &paper.answer.receipt {
            Some(receipt) => {
                self.paragraph(self.say("receipt-words"));
                self.blocks.push(Block::Code { text: receipt.digest.clone() });
                let rows = [
                    ("receipt-engine", &receipt.engine),
                    ("receipt-input", &receipt.input),
                    ("receipt-result", &receipt.result),
                    ("receipt-law", &receipt.law),
                ];
                self.blocks.push(Block::Facts { rows: rows.map(|(key, value)| (self.say(key), value.clone())).to_vec() });
                self.paragraph(self.say("print-verify"));
                self.blocks.push(Block::Code { text: "comity replay receipt.json".into() });
            }
            None => self.notice(self.say("receipt-none")),
        }
        let words = self.words;
        let column = |head: &str, digest: bool| Column { head: words.say(head).into_owned(), digest };
        if !paper.sources.is_empty() {
            let columns = vec![column("receipt-part", false), column("receipt-edition", false), column("receipt-checked", false), column("print-digest", true)];
            let row = |one: &Source| vec![one.part.clone(), self.known(&one.edition), self.known(&one.checked), bare(&one.digest)];
            let table = Block::Table { columns, rows: paper.sources.iter().map(row).collect() };
            self.heading(2, self.say("receipt-parts-label"));
            self.blocks.push(table);
        }
        if !paper.lists.is_empty() {
            let columns = vec![column("screen-list", false), column("receipt-edition", false), column("print-digest", true)];
            let rows = paper.lists.iter().map(|one| vec![one.name.clone(), self.known(&one.edition), bare(&one.digest)]);
            let table = Block::Table { columns, rows: rows.collect() };
            self.heading(2, self.say("screen-searched"));
            self.blocks.push(table);
        }
    }

    /// A text, or the sign for none.
    fn known(&self, text: &str) -> String {
        if text.is_empty() { self.say("none-sign") } else { text.to_owned() }
    }

    pub(super) fn reasons(&mut self, paper: &Paper) {
        self.heading(1, self.say("print-why"));
        match paper.reasons {
            Reasons::Shown => {}
            Reasons::OtherLaw => return self.notice(self.say("record-other-law")),
            Reasons::OtherAnswer => return self.notice(self.say("record-other-answer")),
            Reasons::NoReceipt => return self.notice(self.say("record-no-reasons")),
        }
        let mut left = MOST_CLAUSES;
        let mut cut = 0;
        for finding in &paper.answer.findings {
            if finding.reasoning.is_empty() {
                continue;
            }
            self.heading(2, finding.name.clone());
            let mut rows = Vec::new();
            for (number, rule) in finding.reasoning.iter().enumerate() {
                let clauses = self.rule(&(number + 1).to_string(), rule);
                let kept = clauses.len().min(left);
                cut += clauses.len() - kept;
                left -= kept;
                rows.extend(clauses.into_iter().take(kept));
            }
            self.blocks.push(Block::Clauses { rows });
        }
        if cut > 0 {
            self.notice(self.put("print-clauses-left", &[("count", cut.into())]));
        }
    }

    fn rule(&self, number: &str, rule: &RuleReasoning) -> Vec<Clause> {
        let about = [Some(self.name("kind", &rule.kind)), rule.item.clone(), Some(rule.citation.clone())];
        let because = about.into_iter().flatten().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(", ");
        let mut rows = vec![Clause { number: number.into(), depth: 0, mark: self.say(rule.value.key()), text: rule.title.clone(), because }];
        self.clauses(number, &rule.nodes, &mut rows);
        rows
    }

    /// Clauses without recursion of ours or of the template: conditions nest as deep as the law writes them.
    fn clauses(&self, number: &str, nodes: &[Node], rows: &mut Vec<Clause>) {
        let mut open: Vec<(String, usize, &Node)> = nodes.iter().enumerate().rev().map(|(place, node)| (format!("{number}.{}", place + 1), 1, node)).collect();
        while let Some((number, depth, node)) = open.pop() {
            open.extend(node.of.iter().enumerate().rev().map(|(place, below)| (format!("{number}.{}", place + 1), depth + 1, below)));
            let because = node.because.clone().unwrap_or_default();
            rows.push(Clause { number, depth, mark: self.say(node.value.key()), text: node.test.clone(), because });
        }
    }
}

/// A digest without the name of its kind, which the column's head says.
fn bare(digest: &str) -> String {
    digest.strip_prefix("sha256:").unwrap_or(digest).to_owned()
}
