//! One door: the tasks of one enterprise become the fewest possible visits (晋市监发〔2023〕212号 六:
//! 一次任务进一次门, 不得二次进厂).
//!
//! Tasks that can't share a visit form a conflict graph; fewest visits is a partition of the tasks
//! into sets that some team can draw together on some day. Tasks in different components of the
//! complement (the graph of pairs that can share a visit) never meet, so each component is
//! partitioned by itself, exactly, by branch and bound. Programs and authorities are no obstacle:
//! what can go through the door together does.
//!
//! Decision: branch and bound over sets. Rejected: clique cover of the pairwise graph, because
//! three tasks may fit pairwise and not together (the day's open minutes, the vehicle, the teams).

use petgraph::graph::{NodeIndex, UnGraph};
use petgraph::unionfind::UnionFind;

use crate::model::{EnterpriseIx, Instance, TaskIx};
use crate::rules::{Finding, Screen};

/// Nodes of branch and bound before the fewest visits are taken as found but not proved.
const MOST_NODES: usize = 50_000;
/// Components up to this size also choose among equally few visits those with the most freedom.
const WEIGHED: usize = 8;

/// Tasks of one site that go through its door together.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Group {
    /// The enterprise.
    pub site: EnterpriseIx,
    /// What is drawn in the visit, in order of the table.
    pub tasks: Vec<TaskIx>,
}

/// Why two groups of one site are not one.
#[derive(Clone, Debug)]
pub struct Split {
    /// Position of the one group.
    pub one: usize,
    /// Position of the other.
    pub other: usize,
    /// What keeps them apart.
    pub reason: Finding,
}

/// All visits to be made, and the reason for each that could not be merged.
#[derive(Clone, Debug, Default)]
pub struct Merged {
    /// Visits in order of their first task.
    pub groups: Vec<Group>,
    /// Pairs of visits of one site, with the reason.
    pub splits: Vec<Split>,
    /// Sites whose number of visits was not proved to be the least.
    pub unproved: Vec<EnterpriseIx>,
}

/// Merges the given tasks, site by site.
pub fn merge(instance: &Instance, screen: &Screen, tasks: &[TaskIx]) -> Merged {
    use rayon::prelude::*;
    let mut sites: Vec<(EnterpriseIx, Vec<TaskIx>)> = Vec::new();
    let mut at = std::collections::HashMap::new();
    for &task in tasks {
        let site = instance.tasks[task.ix()].site;
        let slot = *at.entry(site).or_insert_with(|| {
            sites.push((site, Vec::new()));
            sites.len() - 1
        });
        sites[slot].1.push(task);
    }
    let parts: Vec<(Vec<Vec<TaskIx>>, bool)> =
        sites.par_iter().map(|(_, tasks)| fewest(instance, screen, tasks)).collect();
    let mut merged = Merged::default();
    for ((site, _), (sets, proved)) in sites.iter().zip(parts) {
        if !proved {
            merged.unproved.push(*site);
        }
        let first = merged.groups.len();
        merged.groups.extend(sets.into_iter().map(|tasks| Group { site: *site, tasks }));
        for one in first..merged.groups.len() {
            for other in one + 1..merged.groups.len() {
                let (a, b) = (&merged.groups[one].tasks, &merged.groups[other].tasks);
                let reason = screen.why_not_together(a, b);
                merged.splits.push(Split { one, other, reason });
            }
        }
    }
    merged
}

/// The fewest sets of tasks that can each be drawn in one visit, and whether fewer were ruled out.
fn fewest(instance: &Instance, screen: &Screen, tasks: &[TaskIx]) -> (Vec<Vec<TaskIx>>, bool) {
    if tasks.len() == 1 || screen.group_admissible(tasks) {
        return (vec![tasks.to_vec()], true);
    }
    let conflicts = conflicts(screen, tasks);
    let mut sets = Vec::new();
    let mut proved = true;
    for component in components(&conflicts) {
        let tasks: Vec<TaskIx> = component.iter().map(|&at| conflicts[at]).collect();
        let mut cover = Cover::new(instance, screen, &tasks, clique(&conflicts, &component));
        cover.branch(0);
        proved &= cover.nodes < MOST_NODES;
        sets.extend(cover.best);
    }
    sets.sort();
    (sets, proved)
}

/// An edge where two tasks can't share a visit.
fn conflicts(screen: &Screen, tasks: &[TaskIx]) -> UnGraph<TaskIx, ()> {
    let mut graph = UnGraph::new_undirected();
    let nodes: Vec<NodeIndex> = tasks.iter().map(|&task| graph.add_node(task)).collect();
    for a in 0..tasks.len() {
        for b in a + 1..tasks.len() {
            if !screen.group_admissible(&[tasks[a], tasks[b]]) {
                graph.add_edge(nodes[a], nodes[b], ());
            }
        }
    }
    graph
}

/// Components of the complement: tasks that may meet, directly or by way of others.
fn components(conflicts: &UnGraph<TaskIx, ()>) -> Vec<Vec<NodeIndex>> {
    let nodes: Vec<NodeIndex> = conflicts.node_indices().collect();
    let mut union = UnionFind::new(nodes.len());
    for (i, &a) in nodes.iter().enumerate() {
        for &b in &nodes[i + 1..] {
            if !conflicts.contains_edge(a, b) {
                union.union(a.index(), b.index());
            }
        }
    }
    let mut found: Vec<(usize, Vec<NodeIndex>)> = Vec::new();
    for &node in &nodes {
        let root = union.find(node.index());
        match found.iter_mut().find(|(known, _)| *known == root) {
            Some((_, members)) => members.push(node),
            None => found.push((root, vec![node])),
        }
    }
    found.into_iter().map(|(_, members)| members).collect()
}

/// Size of a greedy clique of conflicts: so many visits at least.
fn clique(conflicts: &UnGraph<TaskIx, ()>, component: &[NodeIndex]) -> usize {
    let mut order = component.to_vec();
    order.sort_by_key(|&node| std::cmp::Reverse(conflicts.neighbors(node).count()));
    let mut members: Vec<NodeIndex> = Vec::new();
    for node in order {
        if members.iter().all(|&member| conflicts.contains_edge(member, node)) {
            members.push(node);
        }
    }
    members.len()
}

/// Branch and bound: each task joins a set that can take it, or starts one.
struct Cover<'a> {
    instance: &'a Instance,
    screen: &'a Screen,
    tasks: &'a [TaskIx],
    least: usize,
    sets: Vec<Vec<TaskIx>>,
    best: Vec<Vec<TaskIx>>,
    freedom: usize,
    nodes: usize,
}

impl<'a> Cover<'a> {
    fn new(instance: &'a Instance, screen: &'a Screen, tasks: &'a [TaskIx], least: usize) -> Self {
        let alone = tasks.iter().map(|&task| vec![task]).collect();
        Self { instance, screen, tasks, least, sets: Vec::new(), best: alone, freedom: 0, nodes: 0 }
    }

    fn done(&self) -> bool {
        self.nodes >= MOST_NODES || (self.best.len() == self.least && self.tasks.len() > WEIGHED)
    }

    fn branch(&mut self, at: usize) {
        self.nodes += 1;
        if self.done() || self.sets.len() > self.best.len() {
            return;
        }
        let Some(&task) = self.tasks.get(at) else { return self.offer() };
        for set in 0..self.sets.len() {
            self.sets[set].push(task);
            if self.screen.group_admissible(&self.sets[set]) {
                self.branch(at + 1);
            }
            self.sets[set].pop();
        }
        if self.sets.len() < self.best.len() {
            self.sets.push(vec![task]);
            self.branch(at + 1);
            self.sets.pop();
        }
    }

    /// Fewer visits win; among as few, those with more days and teams to choose from.
    fn offer(&mut self) {
        let fewer = self.sets.len() < self.best.len();
        if !fewer && self.tasks.len() > WEIGHED {
            return;
        }
        let freedom = self.sets.iter().map(|set| self.freedom_of(set)).min().unwrap_or(0);
        if fewer || freedom > self.freedom {
            self.best.clone_from(&self.sets);
            self.freedom = freedom;
        }
    }

    fn freedom_of(&self, set: &[TaskIx]) -> usize {
        let teams = (0..self.instance.teams.len()).map(crate::model::TeamIx::new);
        teams.map(|team| self.screen.group_days(set, team).count()).sum()
    }
}
