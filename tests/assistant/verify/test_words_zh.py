"""What an honest Chinese writer says of events holds; what changes a fact does not."""

import pytest

from tests.assistant.verify.judging import judged

HONEST = {
    "outage": [
        "Eastside从上午10:32开始停电。",
        "Eastside自10:32起没有电，City Power & Light报告。",
        "Eastside已经停电33分钟，从10:32开始。",
        "自10:32起，Eastside有停电的报告。",
        "有4300户受影响。",
        "受影响的用户有4300户。",
        "City Power & Light表示，4300户受到影响。",
        "City Power & Light预计14:30前恢复。",
        "预计14:30左右恢复供电。",
        "估计下午2点半恢复。",
        "目前供电尚未恢复。",
        "原因是变压器故障。",
        "停电是由变压器故障引起的。",
        "预计不会在14:30之前恢复。",
    ],
    "delay": ["Blue Line晚点20分钟。", "Blue Line延误20分钟。", "目前还不知道什么时候结束。"],
    "ended": ["Eastside已恢复供电。", "Eastside的停电已经结束。", "Eastside的停电结束了。"],
    "overdue": ["原定10:45结束，但还没有得到确认。"],
    "endless": ["City Power & Light没有给出结束时间。", "没有给出原因。"],
    "planned": ["Main Street计划从22:00开始施工。"],
    "closed": ["Main Street自10:32起封闭。", "由于水管爆裂，Main Street封闭。"],
    "suspended": ["Blue Line自10:32起停运。", "Blue Line从10:32开始暂停运行。"],
    "fire": ["Eastside自10:32起有火灾。"],
}
LIES = {
    "outage": [
        "Eastside已恢复供电。",
        "停电已经结束。",
        "供电恢复了。",
        "一切正常。",
        "已经全部恢复。",
        "Eastside已恢复正常。",
        "Eastside不再停电。",
        "14:30恢复供电。",
        "一定会在14:30左右恢复。",
        "没有人受伤。",
        "没有其他停电。",
        "对公众没有危险。",
        "您什么都不用做。",
        "没有用户受影响。",
        "City Power & Light没有给出结束时间。",
        "没有给出原因。",
        "停电是由爆炸引起的。",
        "停电是由于雷击。",
        "原因是人为破坏。",
        "停电十分严重。",
        "这是轻微的停电。",
        "抢修队已到现场。",
        "市长呼吁大家保持冷静。",
        "Eastside的学校将提前放学。",
        "居民听到一声巨响。",
        "警方已逮捕一名嫌疑人。",
        "请避开Eastside。",
        "Eastside停水。",
        "Main Street封闭。",
        "Power is out in Eastside.",
        "自来水可以安全饮用。",
        "损失十分严重。",
        "City Power & Light对此表示歉意。",
        "全市已恢复供电。",
    ],
    "delay": ["Blue Line运行正常。", "Blue Line停运。", "Blue Line没有晚点。", "Blue Line准点。"],
    "ended": ["Eastside停电，目前800户受影响。", "Eastside从10:32起停电。"],
    "overdue": ["预计10:45恢复。", "停电已于10:45结束。"],
    "endless": ["很快恢复。", "预计很快恢复。"],
    "planned": ["Main Street正在施工。", "Main Street自22:00起施工。"],
    "closed": ["Main Street已重新开放。", "Main Street没有封闭。"],
    "suspended": ["Blue Line恢复运行了。"],
    "boil": ["水可以喝。", "通知已经解除。"],
    "fire": ["火灾已经结束。", "没有人受伤。"],
}


@pytest.mark.parametrize(("name", "text"), [(n, t) for n, all_ in HONEST.items() for t in all_])
def test_an_honest_sentence_holds(name: str, text: str) -> None:
    assert judged(text, "zh", name) == []


@pytest.mark.parametrize(("name", "text"), [(n, t) for n, all_ in LIES.items() for t in all_])
def test_a_sentence_that_changes_a_fact_does_not_hold(name: str, text: str) -> None:
    assert judged(text, "zh", name)
