//! From a paragraph to the condition that is compared.

use comity_law::{
    Join, NodeStatus,
    criteria::{CharacteristicType, Characteristics, Criterion, Edition, NodeIndex},
};

use crate::region::{Formula, Key, Literal, Reference, SideOf};

/// How much of a paragraph is compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// Its own wording alone.
    Own,
    /// Its own wording and the conditions below it, where its wording makes its children conditions ("having all of the following").
    WithConditions,
    /// The same, of a paragraph whose children are not conditions although those of its counterpart are: one of the two joins was
    /// misread, or the laws are built differently, so what is below counts as not read.
    JoinInDoubt,
}

/// Turns the paragraphs of one edition into formulas.
pub struct Reader<'a> {
    vocabulary: &'a Characteristics,
    edition: &'a Edition,
    side: SideOf,
    /// The reference of each provision; those of the other list where the two are aligned.
    references: &'a dyn Fn(NodeIndex) -> Reference,
    unread: u32,
}

impl<'a> Reader<'a> {
    /// A reader of one edition; `references` says which references name the same provision as another list's.
    pub fn new(vocabulary: &'a Characteristics, edition: &'a Edition, side: SideOf, references: &'a dyn Fn(NodeIndex) -> Reference) -> Self {
        Self { vocabulary, edition, side, references, unread: 0 }
    }

    /// What a paragraph asks.
    pub fn paragraph(&mut self, node: NodeIndex, standing: Standing) -> Formula {
        let own = self.own(node);
        match standing {
            Standing::Own => own,
            Standing::JoinInDoubt => Formula::all([own, self.not_read()]),
            Standing::WithConditions => match self.edition.get(node).join {
                Join::Class => own,
                Join::Any | Join::All => self.with_children(node, own),
            },
        }
    }

    /// What the paragraphs above one ask, each by its own wording.
    pub fn ancestors(&mut self, node: NodeIndex) -> Formula {
        let above: Vec<NodeIndex> = self.edition.ancestors(node).collect();
        Formula::all(above.into_iter().map(|node| self.own(node)))
    }

    /// The own wording of a paragraph, less what its notes take out.
    fn own(&mut self, node: NodeIndex) -> Formula {
        let node = self.edition.get(node);
        let mut parts = vec![self.criterion(&node.own)];
        if node.unread.is_some() && !node.own.has_untranslated() {
            parts.push(self.not_read());
        }
        parts.extend(node.exclusions.iter().map(|exclusion| self.criterion(&exclusion.criterion).negated()));
        Formula::all(parts)
    }

    /// A condition that stands below another: a class is met by any of its members.
    fn condition(&mut self, node: NodeIndex) -> Formula {
        let own = self.own(node);
        self.with_children(node, own)
    }

    fn with_children(&mut self, node: NodeIndex, own: Formula) -> Formula {
        let children: Vec<NodeIndex> = self.active_children(node).collect();
        if children.is_empty() {
            return match self.edition.get(node).join {
                Join::Class => own,
                // Conditions are announced, none is there.
                Join::Any | Join::All => Formula::all([own, self.not_read()]),
            };
        }
        let parts: Vec<Formula> = children.into_iter().map(|child| self.condition(child)).collect();
        let below = match self.edition.get(node).join {
            Join::All => Formula::all(parts),
            Join::Any | Join::Class => Formula::any(parts),
        };
        Formula::all([own, below])
    }

    fn active_children(&self, node: NodeIndex) -> impl Iterator<Item = NodeIndex> + use<'a> {
        let edition = self.edition;
        edition.children(node).filter(move |child| edition.get(*child).status == NodeStatus::Active)
    }

    fn not_read(&mut self) -> Formula {
        self.unread += 1;
        Formula::Leaf(Literal::Truth(Key::Unread(self.side, self.unread), true))
    }

    /// A criterion as a formula.
    pub fn criterion(&mut self, criterion: &Criterion) -> Formula {
        match criterion {
            Criterion::Always(true) => Formula::truth(),
            Criterion::Always(false) => Formula::falsity(),
            Criterion::Not(inner) => self.criterion(inner).negated(),
            Criterion::All(parts) => Formula::all(parts.iter().map(|part| self.criterion(part)).collect::<Vec<_>>()),
            Criterion::Any(parts) => Formula::any(parts.iter().map(|part| self.criterion(part)).collect::<Vec<_>>()),
            Criterion::AtLeast(count, parts) => Formula::AtLeast(usize::from(*count), parts.iter().map(|part| self.criterion(part)).collect()),
            Criterion::Compare(of, comparison, measure) => {
                let span = matches!(self.vocabulary.get(*of).ty, CharacteristicType::Quantity { span: true, .. });
                Formula::compare(*of, span, *comparison, measure.base)
            }
            Criterion::Flag(of) => Formula::Leaf(Literal::Truth(Key::Flag(*of), true)),
            Criterion::Terms(of, terms) => Formula::any(terms.iter().map(|term| Formula::Leaf(Literal::Term(*of, *term, true)))),
            Criterion::Cas(of, numbers) => Formula::Leaf(Literal::Cas(*of, numbers.clone(), true)),
            Criterion::Words(words) => Formula::Leaf(Literal::Truth(Key::Words(*words), true)),
            Criterion::Meets(nodes) => {
                Formula::any(nodes.iter().map(|node| Formula::Leaf(Literal::Truth(Key::Meets((self.references)(*node)), true))).collect::<Vec<_>>())
            }
            Criterion::Untranslated(_) => self.not_read(),
        }
    }
}
