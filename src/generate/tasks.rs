//! Tasks and the products they draw.

use std::collections::BTreeMap;

use super::draft::{Draft, Tier};
use super::lots::{Lots, split};
use super::mixed;
use super::names;
use super::programs::Share;
use crate::model::{
    CategoryIx, EnterpriseIx, Fen, Producer, Product, ProductIx, ProgramIx, ProgramKind, RegionIx,
    Role, Task,
};

/// Enterprises by county and category.
type Pool = BTreeMap<(RegionIx, CategoryIx), Vec<EnterpriseIx>>;

/// What a task draws where, before it has a product and an id.
#[derive(Clone, Debug)]
pub(super) struct Draw {
    pub program: ProgramIx,
    pub tier: Tier,
    pub site: EnterpriseIx,
    pub kind: CategoryIx,
}

/// Batches-to-be of one category in a program's quota.
const CELL: usize = 8;

/// Puts tasks and their products into the tables: every enterprise gets one, most get more.
pub(super) fn fill(draft: &mut Draft, shares: &[Share]) {
    let mut lots = draft.lots("tasks");
    let mut pool = Pool::new();
    for (at, site) in draft.tables.enterprises.iter().enumerate() {
        for &kind in &draft.site_kinds[at] {
            pool.entry((site.region, kind)).or_default().push(EnterpriseIx::new(at));
        }
    }
    let mut load = vec![0_u32; draft.tables.enterprises.len()];
    // The counties come last: their programs reach whom the others left out.
    let mut order: Vec<&Share> = shares.iter().collect();
    order.sort_by_key(|share| share.tier == Tier::County);
    let mut draws: Vec<Draw> = Vec::new();
    for share in order {
        for (site, kind) in choose(draft, &mut lots, &pool, share, &mut load) {
            draws.push(Draw { program: share.program, tier: share.tier, site, kind });
        }
    }
    reach_everybody(draft, &mut draws, &mut load);
    mixed::ensure(draft, &mut draws);
    draws.sort_by_key(|draw| (draw.program, draw.kind));
    let mut products = Products::new(draft);
    let digits = draws.len().to_string().len().max(4);
    for (at, draw) in draws.into_iter().enumerate() {
        let mut row = task(draft, &mut lots, &draw);
        row.product = products.of(draft, &mut lots, &row, draw.kind);
        row.id = format!("T{:0digits$}", at + 1);
        draft.tables.tasks.push(row);
        draft.tiers.push(draw.tier);
    }
}

/// Sites and categories of one program.
fn choose(
    draft: &Draft,
    lots: &mut Lots,
    pool: &Pool,
    share: &Share,
    load: &mut [u32],
) -> Vec<(EnterpriseIx, CategoryIx)> {
    let counties = match share.region {
        Some(region) => draft.counties_in(region),
        None => draft.counties.clone(),
    };
    let sites: Vec<Vec<EnterpriseIx>> = (0..draft.kinds.len())
        .map(|kind| {
            let lists = counties.iter().filter_map(|&c| pool.get(&(c, CategoryIx::new(kind))));
            lists.flatten().copied().collect()
        })
        .collect();
    // A wide program has quotas in each of its cities, of about ten counties.
    let cells = if counties.len() > 20 { counties.len() / 10 } else { 1 };
    let wanted = (share.tasks / (CELL * cells)).clamp(1, draft.kinds.len());
    let chosen = choose_kinds(lots, share.tier, &sites, load, wanted);
    let weights: Vec<u64> = chosen.iter().map(|&kind| sites[kind].len() as u64).collect();
    let mut found = Vec::with_capacity(share.tasks);
    for (&kind, count) in chosen.iter().zip(split(share.tasks, &weights)) {
        let mut left: Vec<EnterpriseIx> =
            sites[kind].iter().copied().filter(|site| load[site.ix()] == 0).collect();
        lots.shuffle(&mut left);
        for _ in 0..count {
            let new = if share.tier == Tier::County { left.pop() } else { None };
            if let Some(site) = new.or_else(|| pick(lots, &sites[kind], load)) {
                load[site.ix()] += 1;
                found.push((site, CategoryIx::new(kind)));
            }
        }
    }
    found
}

/// Categories for a program: by lot, in proportion to the enterprises; a county takes those first in which most
/// enterprises have no task yet.
fn choose_kinds(
    lots: &mut Lots,
    tier: Tier,
    sites: &[Vec<EnterpriseIx>],
    load: &[u32],
    wanted: usize,
) -> Vec<usize> {
    let new = |kind: usize| sites[kind].iter().filter(|site| load[site.ix()] == 0).count() as u64;
    let mut weights: Vec<u64> = match tier {
        Tier::County => (0..sites.len()).map(|k| 6 * new(k) + sites[k].len() as u64).collect(),
        Tier::Province | Tier::City | Tier::Exempt => {
            sites.iter().map(|s| s.len() as u64).collect()
        }
    };
    let mut chosen = Vec::new();
    while chosen.len() < wanted {
        let Some(kind) = lots.weighted(&weights) else { break };
        weights[kind] = 0;
        chosen.push(kind);
    }
    chosen.sort_unstable();
    chosen
}

/// Mostly the one of three that has fewest tasks.
fn pick(lots: &mut Lots, sites: &[EnterpriseIx], load: &[u32]) -> Option<EnterpriseIx> {
    let tries = if lots.chance(650) { 3 } else { 1 };
    let drawn: Vec<EnterpriseIx> = (0..tries).filter_map(|_| lots.pick(sites).copied()).collect();
    drawn.into_iter().min_by_key(|site| load[site.ix()])
}

/// Gives enterprises without a task one of a neighbour that has several in its county's program.
fn reach_everybody(draft: &Draft, draws: &mut [Draw], load: &mut [u32]) {
    let mut spare: BTreeMap<RegionIx, Vec<usize>> = BTreeMap::new();
    for (at, draw) in draws.iter().enumerate() {
        if draw.tier == Tier::County {
            spare.entry(draft.county_of(draw.site)).or_default().push(at);
        }
    }
    for at in 0..load.len() {
        let site = EnterpriseIx::new(at);
        let Some(&kind) = draft.site_kinds[at].first().filter(|_| load[at] == 0) else { continue };
        let Some(list) = spare.get_mut(&draft.county_of(site)) else { continue };
        let richest = (0..list.len()).max_by_key(|&i| (load[draws[list[i]].site.ix()], i));
        if let Some(i) = richest.filter(|&i| load[draws[list[i]].site.ix()] > 1) {
            let taken = list.swap_remove(i);
            load[draws[taken].site.ix()] -= 1;
            load[at] = 1;
            draws[taken].site = site;
            draws[taken].kind = kind;
        }
    }
}

fn task(draft: &Draft, lots: &mut Lots, draw: &Draw) -> Task {
    let &Draw { program, tier, site, kind } = draw;
    let row = &draft.tables.programs[program.ix()];
    let risk = draft.tables.enterprises[site.ix()].risk;
    let odds =
        draft.recipe.required * if matches!(risk, Some('C' | 'D')) { 2 } else { 1 } * 10 / 13;
    let chosen = tier != Tier::Exempt && lots.chance(odds) && row.approval.is_some();
    let price = draft.tables.categories[kind.ix()].price.yuan();
    let worth = (price / 4.0) as i64 + 10 * lots.between(40, 120) + risk_worth(risk);
    let mut task = Task {
        row: 0,
        id: String::new(),
        program,
        site,
        product: ProductIx(0),
        batches: 1 + lots.weighted(&[94, 5, 1]).unwrap_or(0) as u32,
        required: chosen || tier == Tier::Exempt,
        value: Fen::from_yuan((worth / 10 * 10) as f64),
        earliest: None,
        latest: None,
        from_time: None,
        by_time: None,
    };
    let window = draft.days_within(row.start, row.end);
    let (narrow, least) = match (row.kind, draft.recipe.is_long()) {
        (ProgramKind::Tracking, long) => (true, if long { 40 } else { 20 }),
        (_, true) => (lots.chance(120), 30),
        (_, false) => (lots.chance(120), 15),
    };
    if narrow && window.len() > least {
        let length = lots.between(least as i64, window.len() as i64) as usize;
        let first = window.start + lots.below(window.len() - length + 1);
        let days = &draft.days;
        task.earliest = (first > window.start).then(|| days[first]);
        task.latest = (first + length < window.end).then(|| days[first + length - 1]);
    }
    task
}

fn risk_worth(risk: Option<char>) -> i64 {
    match risk {
        Some('D') => 900,
        Some('C') => 500,
        Some('B') => 200,
        _ => 0,
    }
}

/// Makes products, and lets some tasks draw one that another task draws too.
#[derive(Default)]
struct Products {
    /// Tasks' products by category.
    known: BTreeMap<CategoryIx, Vec<ProductIx>>,
    /// Brand of a producer.
    brands: BTreeMap<Producer, String>,
    outside: BTreeMap<CategoryIx, Vec<String>>,
    /// Producers of the register by category.
    makers: BTreeMap<CategoryIx, Vec<EnterpriseIx>>,
}

impl Products {
    fn new(draft: &Draft) -> Self {
        let mut products = Self::default();
        for (at, site) in draft.tables.enterprises.iter().enumerate() {
            for &kind in draft.site_kinds[at].iter().filter(|_| site.role == Role::Producer) {
                products.makers.entry(kind).or_default().push(EnterpriseIx::new(at));
            }
        }
        products
    }

    fn of(
        &mut self,
        draft: &mut Draft,
        lots: &mut Lots,
        task: &Task,
        kind: CategoryIx,
    ) -> ProductIx {
        let known = self.known.entry(kind).or_default();
        let role = draft.tables.enterprises[task.site.ix()].role;
        // Two tasks that can't both be drawn: never two required ones.
        if lots.chance(45)
            && !task.required
            && role == Role::Seller
            && let Some(&product) = lots.pick(known)
        {
            return product;
        }
        let producer = match role {
            Role::Producer => Producer::Enterprise(task.site),
            Role::Seller => self.maker(draft, lots, kind),
        };
        let product = self.add(draft, lots, kind, producer);
        self.known.entry(kind).or_default().push(product);
        product
    }

    /// Who made what a shop sells: a third comes from enterprises of the register.
    fn maker(&mut self, draft: &Draft, lots: &mut Lots, kind: CategoryIx) -> Producer {
        if lots.chance(330)
            && let Some(&at) = self.makers.get(&kind).and_then(|makers| lots.pick(makers))
        {
            return Producer::Enterprise(at);
        }
        let outside = self.outside.entry(kind).or_default();
        if outside.len() < 4 || lots.chance(150) {
            let row = &draft.tables.categories[kind.ix()];
            let base = &draft.kinds[kind.ix()].base;
            const PLACES: [&str; 8] =
                ["河北", "河南", "山东", "浙江", "广东", "江苏", "天津", "陕西"];
            let place = lots.pick(&PLACES).copied().unwrap_or_default();
            let forms = names::forms(Role::Producer, base, &row.lab_group);
            let form = lots.pick(forms).copied().unwrap_or_default();
            outside.push(format!("{place}{}{form}", names::brand(lots)));
        }
        lots.pick(outside).cloned().map_or(Producer::Name(String::new()), Producer::Name)
    }

    fn add(
        &mut self,
        draft: &mut Draft,
        lots: &mut Lots,
        category: CategoryIx,
        producer: Producer,
    ) -> ProductIx {
        let brand =
            self.brands.entry(producer.clone()).or_insert_with(|| names::brand(lots)).clone();
        let number = draft.tables.products.len() + 1;
        let standard = match draft.kinds[category.ix()].standard.as_str() {
            "" => format!("Q/{:06} {:03}-2024", lots.between(100_000, 999_999), number % 1000),
            known => known.to_owned(),
        };
        // The running number keeps two products of a maker apart.
        let letters: String = (0..2).map(|_| char::from(b'A' + lots.below(26) as u8)).collect();
        let model = format!("{letters}{}-{number}", 10 * lots.between(2, 60));
        draft.tables.products.push(Product {
            row: 0,
            id: String::new(),
            category,
            producer,
            standard,
            brand,
            model,
        });
        ProductIx::new(draft.tables.products.len() - 1)
    }
}

/// Adds products that no task draws, for history, and numbers all of them.
pub(super) fn add_old_products(draft: &mut Draft) {
    let mut lots = draft.lots("old products");
    let mut products = Products::new(draft);
    for _ in 0..draft.recipe.history / 6 {
        let at = lots.below(draft.tables.enterprises.len());
        let Some(&kind) = lots.pick(&draft.site_kinds[at]) else { continue };
        let producer = match draft.tables.enterprises[at].role {
            Role::Producer => Producer::Enterprise(EnterpriseIx::new(at)),
            Role::Seller => products.maker(draft, &mut lots, kind),
        };
        products.add(draft, &mut lots, kind, producer);
    }
    let digits = draft.tables.products.len().to_string().len().max(4);
    for (at, product) in draft.tables.products.iter_mut().enumerate() {
        product.id = format!("G{:0digits$}", at + 1);
    }
}
