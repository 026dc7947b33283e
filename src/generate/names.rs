//! Invented names that look right: place, two invented characters, trade, legal form.

use std::collections::BTreeSet;

use super::lots::Lots;
use crate::model::Role;

/// Characters that names of firms like; any two make a name of no one in particular.
const LUCKY: &[&str] = &[
    "恒", "泰", "瑞", "丰", "鑫", "源", "盛", "达", "宏", "远", "华", "晟", "嘉", "润", "茂", "隆",
    "祥", "和", "顺", "腾", "锦", "弘", "毅", "康", "景", "朗", "旭", "昌", "森", "博", "启", "臻",
    "沐", "岳", "凌", "澜", "凯", "诚", "信", "耀", "坤", "辰", "皓", "元", "汇", "益", "卓", "誉",
    "川", "岭", "禾", "穗", "筑", "砚",
];

/// Second characters of laboratories' names.
const CAREFUL: &[&str] = &["衡", "准", "正", "鉴", "测", "度", "量", "精", "公", "谨", "明", "真"];

const SURNAMES: &[&str] = &[
    "王", "李", "张", "刘", "陈", "杨", "赵", "郭", "武", "任", "韩", "田", "牛", "段", "薛", "贾",
    "闫", "侯", "宋", "程", "崔", "秦", "申", "原", "焦", "毕", "苗", "靳", "司", "马", "卫", "樊",
    "常", "史", "梁", "孔",
];

const GIVEN: &[&str] = &[
    "伟", "敏", "静", "磊", "洋", "勇", "艳", "杰", "涛", "明", "超", "霞", "平", "刚", "桂", "文",
    "辉", "玲", "建", "国", "红", "晓", "志", "海", "俊", "雪", "峰", "慧", "波", "宁", "婷", "凯",
    "雅", "琳", "鹏", "亮",
];

/// Hands out names, each once.
#[derive(Default)]
pub(super) struct Names {
    used: BTreeSet<String>,
}

impl Names {
    /// The name of a firm in a place, in one of the trade's forms.
    pub fn firm(&mut self, lots: &mut Lots, place: &str, forms: &[&str]) -> String {
        for attempt in 0..24 {
            let mut name = format!("{place}{}", two(lots, LUCKY, LUCKY));
            if attempt >= 12 {
                name.push_str(one(lots, LUCKY));
            }
            name.push_str(one(lots, forms));
            if let Some(name) = self.take(name) {
                return name;
            }
        }
        self.numbered(format!("{place}{}{}", two(lots, LUCKY, LUCKY), one(lots, forms)))
    }

    /// The name of an inspection agency.
    pub fn agency(&mut self, lots: &mut Lots, place: &str) -> String {
        const FORMS: &[&str] = &[
            "检验检测有限公司",
            "质量检测技术有限公司",
            "检验检测中心（有限公司）",
            "产品检测研究院有限公司",
        ];
        for _ in 0..24 {
            let name = format!("{place}{}{}", two(lots, LUCKY, CAREFUL), one(lots, FORMS));
            if let Some(name) = self.take(name) {
                return name;
            }
        }
        self.numbered(format!("{place}{}{}", two(lots, LUCKY, CAREFUL), one(lots, FORMS)))
    }

    /// The name of a corporate group.
    pub fn group(&mut self, lots: &mut Lots, place: &str) -> String {
        self.firm(lots, place, &["控股集团", "实业集团", "集团"])
    }

    fn take(&mut self, name: String) -> Option<String> {
        self.used.insert(name.clone()).then_some(name)
    }

    fn numbered(&mut self, name: String) -> String {
        let found = (2..).map(|n| format!("{name}第{n}分部")).find(|n| !self.used.contains(n));
        let name = found.unwrap_or(name);
        self.used.insert(name.clone());
        name
    }
}

/// A person's name; people may share one.
pub(super) fn person(lots: &mut Lots) -> String {
    let mut name = format!("{}{}", one(lots, SURNAMES), one(lots, GIVEN));
    if lots.chance(600) {
        name.push_str(one(lots, GIVEN));
    }
    name
}

/// A brand of two or three characters.
pub(super) fn brand(lots: &mut Lots) -> String {
    let mut brand = two(lots, LUCKY, LUCKY);
    if lots.chance(200) {
        brand.push_str(one(lots, LUCKY));
    }
    brand
}

/// A place without its 市/县/区, where two characters or more are left; the parent's for districts
/// that are called only 城区, 郊区 or 矿区.
pub(super) fn short_place(county: &str, city: &str) -> String {
    let cut = |name: &str| -> String {
        let (stem, suffix) = split_suffix(name);
        let letters: Vec<char> = stem.chars().collect();
        match letters.last() {
            Some('市' | '县' | '区') if letters.len() > 2 => {
                letters[..letters.len() - 1].iter().collect::<String>() + suffix
            }
            _ => name.to_owned(),
        }
    };
    if says_nothing(county) { cut(city) } else { cut(county) }
}

/// Whether a district is called only what many are.
pub(super) fn says_nothing(district: &str) -> bool {
    matches!(split_suffix(district).0, "城区" | "郊区" | "矿区")
}

/// A copy's place name and its heavenly stem.
fn split_suffix(name: &str) -> (&str, &str) {
    let stem = name.trim_end_matches(['甲', '乙', '丙', '丁', '戊', '己', '庚', '辛', '壬', '癸']);
    (stem, name.get(stem.len()..).unwrap_or_default())
}

fn one<'a>(lots: &mut Lots, from: &[&'a str]) -> &'a str {
    lots.pick(from).copied().unwrap_or_default()
}

fn two(lots: &mut Lots, first: &[&str], second: &[&str]) -> String {
    let a = one(lots, first);
    let mut b = one(lots, second);
    while b == a && second.len() > 1 {
        b = one(lots, second);
    }
    format!("{a}{b}")
}

/// Trade and legal form of an enterprise, by role and by code and laboratory group of what it mostly makes or sells.
pub(super) fn forms(role: Role, code: &str, lab_group: &str) -> &'static [&'static str] {
    match role {
        Role::Producer => made(code, lab_group),
        Role::Seller => sold(code, lab_group),
    }
}

fn made(code: &str, lab_group: &str) -> &'static [&'static str] {
    match code {
        "CO20" => &["耐火材料有限公司", "高温材料有限公司", "耐材厂"],
        "CO01" => &["水泥有限公司", "水泥制造有限公司"],
        "CO02" | "CO03" => &["防水材料有限公司", "新型建材有限公司"],
        "EN06" => &["焦化有限公司", "煤焦有限公司"],
        "MM01" | "MM02" => &["铸管有限公司", "管业有限公司", "铸造有限公司"],
        "MM03" | "MM04" => &["铸业有限公司", "铸造厂", "精密铸造有限公司"],
        "MM05" => &["锻造有限公司", "法兰有限公司", "锻压有限公司"],
        "MM06" => &["阀门有限公司", "流体设备有限公司"],
        "MM08" => &["泵业有限公司", "水泵制造有限公司"],
        "CS18" => &["丝麻有限公司", "蚕丝制品有限公司"],
        "CS29" => &["漆艺有限公司", "工艺品有限公司"],
        _ => match lab_group {
            "petro" => &["能源化工有限公司", "车用环保科技有限公司"],
            "coal" => &["煤业有限公司", "洁净煤有限公司"],
            "building" => &["建材有限公司", "新型建材有限公司", "建筑材料厂"],
            "ceramics" => &["陶瓷有限公司", "瓷业有限公司", "陶瓷厂"],
            "metal" => &["金属制品有限公司", "金属材料有限公司", "铝业有限公司"],
            "glass" => &["玻璃制品有限公司", "玻璃有限公司"],
            "furniture" => &["木业有限公司", "家居制造有限公司", "家具厂"],
            "chem" => &["涂料有限公司", "日化有限公司"],
            "plastics" => &["塑业有限公司", "管业科技有限公司", "塑料制品厂"],
            "onsite" => &["水泥制品有限公司", "机械设备有限公司"],
            "electro" => &["电气有限公司", "电机制造有限公司", "光电科技有限公司"],
            "machine" => &["机械制造有限公司", "机电有限公司"],
            "cable" => &["线缆有限公司", "电缆有限公司"],
            "rubber" => &["橡胶制品有限公司", "输送机械有限公司"],
            "agrichem" => &["化肥有限公司", "肥业有限公司", "生态肥业有限公司"],
            "textile" => &["纺织有限公司", "服饰有限公司", "家纺有限公司"],
            "food_contact" => &["包装制品有限公司", "包装有限公司", "餐具制造有限公司"],
            "food" => &["食品有限公司", "农产品加工有限公司", "食品厂"],
            _ => &["实业有限公司", "制品有限公司", "日用品有限公司"],
        },
    }
}

fn sold(code: &str, lab_group: &str) -> &'static [&'static str] {
    match code {
        "EN01" | "EN02" | "EN08" => &["加油站", "加油加气站", "石油销售有限公司"],
        "CS02" | "CS03" | "CS04" => &["电动车行", "电动车销售部", "车业商行"],
        "CS26" => &["烟花爆竹经营部", "土产经营部"],
        _ => match lab_group {
            "petro" => &["汽配经营部", "润滑油经营部"],
            "coal" => &["煤炭经营部", "洁净煤配送中心"],
            "building" | "ceramics" | "furniture" | "glass" | "plastics" | "cable" => {
                &["建材经营部", "建材商行", "装饰材料经营部", "五金建材店"]
            }
            "agrichem" => &["农资经营部", "农业生产资料门市部", "种业农资店"],
            "textile" => &["服饰店", "家纺商行", "校服经营部"],
            "electro" | "gas" => &["家电商行", "电器经营部", "厨卫电器店"],
            "fire" => &["消防器材经营部", "劳保商行"],
            "jewel" => &["珠宝行", "金店"],
            "food" => &["食品商行", "粮油经营部", "超市"],
            "metal" | "machine" => &["五金机电商行", "农机经营部", "五金经营部"],
            _ => &["商行", "超市", "百货店", "日用品经营部"],
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_lose_their_rank_but_never_all_of_it() {
        assert_eq!(short_place("高平市", "晋城市"), "高平");
        assert_eq!(short_place("沁县", "长治市"), "沁县");
        assert_eq!(short_place("城区", "晋城市"), "晋城");
        assert_eq!(short_place("泽州县癸", "晋城市癸"), "泽州癸");
    }

    #[test]
    fn no_name_is_given_twice() {
        let (mut names, mut lots) = (Names::default(), Lots::new(1, "names"));
        let given: BTreeSet<String> =
            (0..9_000).map(|_| names.firm(&mut lots, "泽州", &["加油站"])).collect();
        assert_eq!(given.len(), 9_000);
    }
}
