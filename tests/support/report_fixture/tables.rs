//! Who and what there is: registers, people, products and tasks, quotas.

use chrono::NaiveDate;
use onedoor::model::*;

use super::{Dice, FORMULA, HOSTILE, Shape};

type RegionRow = (&'static str, &'static str, &'static str, Level, Option<u32>, f64, f64);

const REGIONS: &[RegionRow] = &[
    ("140000", "山西省", "Shanxi", Level::Province, None, 112.549, 37.857),
    ("140500", "晋城市", "Jincheng", Level::City, Some(0), 112.851, 35.497),
    ("140502", "城区", "Chengqu", Level::County, Some(1), 112.853, 35.502),
    ("140521", "沁水县", "Qinshui", Level::County, Some(1), 112.187, 35.690),
    ("140522", "阳城县", "Yangcheng", Level::County, Some(1), 112.415, 35.487),
    ("140524", "陵川县", "Lingchuan", Level::County, Some(1), 113.281, 35.776),
    ("140525", "泽州县", "Zezhou", Level::County, Some(1), 112.899, 35.617),
    ("140581", "高平市", "Gaoping", Level::County, Some(1), 112.930, 35.791),
];

const CATEGORIES: &[(&str, &str, &str, i64, bool)] = &[
    ("C01", "车用汽油", "石油产品", 30, true),
    ("C02", "车用柴油", "石油产品", 30, true),
    ("C03", "水泥", "建材", 45, false),
    ("C04", "热轧带肋钢筋", "建材", 50, false),
    ("C05", "电线电缆", "电工", 40, false),
    ("C06", "复合肥料", "农资", 35, false),
    ("C07", "农用地膜", "农资", 25, false),
    ("C08", "日用陶瓷", "日用品", 25, false),
    ("C09", "儿童玩具", "日用品", 25, false),
    ("C10", "阀门", "机械", 50, false),
];

const FIRMS: &[&str] =
    &["建材", "铸造", "陶瓷", "化工", "机械", "电缆", "农资商行", "加油站", "管业", "塑胶"];
const WORDS: &[&str] =
    &["丹河", "太行", "沁泽", "晋阳", "方山", "珏山", "析城", "王莽岭", "长平", "獬豸"];

pub fn settings(shape: Shape) -> Settings {
    let start = NaiveDate::from_ymd_opt(2026, 3, 2).unwrap();
    let end = start + chrono::Duration::days(shape.days - 1);
    Settings {
        format: 1,
        name: if shape.hostile {
            HOSTILE.into()
        } else {
            "晋城市2026年产品质量联合监督抽查".into()
        },
        authority: "140500".into(),
        start,
        end,
        seed: 20260302,
        travel: TravelSettings { source: TravelSource::Geodesic, ..TravelSettings::default() },
        policy: Policy::default(),
        costs: Costs::default(),
        weights: Weights::default(),
    }
}

fn base_tables(shape: Shape) -> Tables {
    let mut t = Tables::default();
    for (at, &(code, name, name_en, level, parent, lon, lat)) in REGIONS.iter().enumerate() {
        t.regions.push(Region {
            row: at as u32 + 2,
            code: code.into(),
            name: name.into(),
            name_en: name_en.into(),
            level,
            parent: parent.map(RegionIx),
            position: Position { lon, lat },
        });
    }
    for (at, &(code, name, group, minutes, carry)) in CATEGORIES.iter().enumerate() {
        t.categories.push(Category {
            row: at as u32 + 2,
            code: code.into(),
            name: name.into(),
            group: group.into(),
            sample_minutes: Minutes(minutes),
            sample_mass: Grams(4_000),
            sample_volume: Millilitres(8_000),
            cold_chain: false,
            carry,
            deliver_within: None,
            test_days: 10,
            price: Fen(120_000 + 10_000 * at as i64),
            lab_group: group.into(),
        });
    }
    let agencies: &[(&str, &str, u32)] = &[
        ("A1", "晋城市综合检验检测中心", 2),
        ("A2", "高平市产品质量检验所", 7),
        ("A3", "太行检测技术有限公司", 4),
        ("A4", "沁泽检验认证有限公司", 6),
    ];
    for (at, &(id, name, region)) in agencies.iter().enumerate() {
        let seat = t.regions[region as usize].position;
        t.agencies.push(Agency {
            row: at as u32 + 2,
            id: id.into(),
            name: if shape.hostile && at == 0 { HOSTILE.into() } else { name.into() },
            region: RegionIx(region),
            position: Position { lon: seat.lon + 0.011, lat: seat.lat - 0.007 },
            fleet: Fleet::default(),
        });
        for activity in [Activity::Sample, Activity::Test] {
            t.scopes.push(Scope {
                row: t.scopes.len() as u32 + 2,
                agency: AgencyIx(at as u32),
                activity,
                categories: CategorySet::Every,
                region: None,
                program: None,
            });
        }
    }
    let programs = [
        ("P1", "省级流通领域专项监督抽查", Authority::Region(RegionIx(0)), ProgramKind::Special),
        ("P2", "市级年度监督抽查", Authority::Region(RegionIx(1)), ProgramKind::Annual),
        ("P3", "高平市年度监督抽查", Authority::Region(RegionIx(7)), ProgramKind::Annual),
    ];
    let settings = settings(shape);
    for (at, (id, name, authority, kind)) in programs.into_iter().enumerate() {
        t.programs.push(Program {
            row: at as u32 + 2,
            id: id.into(),
            name: name.into(),
            authority,
            kind,
            approval: Some(format!("晋市监质〔2026〕{}号", at + 1)),
            approved_on: NaiveDate::from_ymd_opt(2026, 1, 12),
            start: settings.start,
            end: settings.end,
            report_by: None,
            weight: 1.0,
        });
    }
    t
}

fn people(t: &mut Tables, shape: Shape) {
    for at in 0..shape.teams {
        let agency = AgencyIx((at % t.agencies.len()) as u32);
        for k in 0..2 {
            t.samplers.push(Sampler {
                row: t.samplers.len() as u32 + 2,
                id: format!("S{}", at * 2 + k + 1),
                agency,
                name: format!(
                    "{}{}",
                    ["赵", "钱", "孙", "李", "周", "吴"][(at * 2 + k) % 6],
                    ["一鸣", "思远", "文博"][at % 3]
                ),
                leave: Vec::new(),
            });
        }
        t.teams.push(Team {
            row: at as u32 + 2,
            id: format!("{}-{}", t.agencies[agency.ix()].id, at / t.agencies.len() + 1),
            agency,
            samplers: vec![SamplerIx(at as u32 * 2), SamplerIx(at as u32 * 2 + 1)],
            vehicle_mass: Some(Grams(400_000)),
            vehicle_volume: Some(Millilitres(900_000)),
            cold: at % 2 == 0,
            day_start: Clock::hm(8, 0),
            day_end: Clock::hm(18, 30),
            max_nights: 4,
            from: None,
            to: None,
        });
    }
}

fn register(t: &mut Tables, shape: Shape, dice: &mut Dice) {
    for at in 0..shape.enterprises {
        let region = 2 + (at * 7 + at / 5) % 6;
        let seat = t.regions[region].position;
        let off = |dice: &mut Dice| (dice.below(2000) as f64 - 1000.0) / 6000.0;
        let kind = dice.below(FIRMS.len());
        let mut name = format!(
            "{}{}{}{}有限公司",
            t.regions[region].name,
            WORDS[dice.below(WORDS.len())],
            FIRMS[kind],
            at + 1
        );
        if shape.hostile && at < 2 {
            name = if at == 0 { HOSTILE.into() } else { FORMULA.into() };
        }
        t.enterprises.push(Enterprise {
            row: at as u32 + 2,
            id: format!("E{:04}", at + 1),
            name,
            region: RegionIx(region as u32),
            position: Position { lon: seat.lon + off(dice), lat: seat.lat + off(dice) },
            role: if at % 5 < 3 { Role::Producer } else { Role::Seller },
            owner: None,
            risk: Some('B'),
            hours: "Mo-Fr 08:30-12:00,14:00-18:00".into(),
            closed: Vec::new(),
        });
        for _ in 0..1 + dice.below(3) {
            let category = dice.below(CATEGORIES.len());
            let product = ProductIx(t.products.len() as u32);
            t.products.push(Product {
                row: product.0 + 2,
                id: format!("P{:05}", product.0 + 1),
                category: CategoryIx(category as u32),
                producer: Producer::Enterprise(EnterpriseIx(at as u32)),
                standard: "GB/T 1499.2-2024".into(),
                brand: if shape.hostile {
                    HOSTILE.into()
                } else {
                    WORDS[dice.below(WORDS.len())].into()
                },
                model: ["Φ12", "-10号", "42.5", "2.5mm²", "N15-P15-K15"][dice.below(5)].into(),
            });
            t.tasks.push(Task {
                row: t.tasks.len() as u32 + 2,
                id: format!("T{:05}", t.tasks.len() + 1),
                program: ProgramIx(dice.below(3) as u32),
                site: EnterpriseIx(at as u32),
                product,
                batches: 1 + dice.below(2) as u32,
                required: dice.below(9) == 0,
                value: Fen(100_000 + 10_000 * dice.below(40) as i64),
                earliest: None,
                latest: None,
                from_time: None,
                by_time: None,
            });
        }
    }
}

/// The tables of an instance.
pub fn tables(shape: Shape) -> Tables {
    let mut dice = Dice(7);
    let mut t = base_tables(shape);
    people(&mut t, shape);
    register(&mut t, shape, &mut dice);
    for category in 0..CATEGORIES.len() {
        for region in 1..REGIONS.len() {
            let target = 2 + dice.below(shape.enterprises / 20 + 1) as u32;
            t.quotas.push(Quota {
                row: t.quotas.len() as u32 + 2,
                program: ProgramIx(1),
                category: CategoryIx(category as u32),
                region: RegionIx(region as u32),
                min: (region == 1).then_some(target / 2),
                target: (region != 1).then_some(target / 3),
                max: Some(target * 4),
            });
        }
    }
    for agency in 0..t.agencies.len() {
        for group in ["石油产品", "建材", "电工", "农资", "日用品", "机械"] {
            for month in 3..3 + (shape.days as u32 / 31 + 1).min(9) {
                t.lab_capacity.push(LabCapacity {
                    row: t.lab_capacity.len() as u32 + 2,
                    agency: AgencyIx(agency as u32),
                    lab_group: group.into(),
                    month: Month { year: 2026, month },
                    batches: (shape.enterprises / 40 + dice.below(shape.enterprises / 20 + 4))
                        as u32,
                });
            }
        }
    }
    t
}
