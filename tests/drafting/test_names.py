"""Who is named by a sentence: surnames, titles and possessives, and no false alarm for a word."""

from __future__ import annotations

import pytest

from tests.handmade import person
from wsis_nlp.domain.records import Speaker, SpeakerKind
from wsis_nlp.drafting import Names

PEOPLE = [
    "Anna Bergström",
    "Bert Okafor",
    "Thaddeus Wray-Okonski",
    "Anneke van Rossem",
    "Hamad Al Suwaidan",
    "Kao Li",
    "Grace Bell",
    "Theresa Hope",
    "Jordan May",
    "Ximena Quispe Larrazábal",
    "Ngozi Young",
    "felipe",
    "蔡偉淦",
]
NAMES = Names(
    [
        *(Speaker(name, name, SpeakerKind.PERSON) for name in PEOPLE),
        Speaker("r", "MODERATOR", SpeakerKind.ROLE),
        Speaker("o", "Lakes Union", SpeakerKind.ORGANISATION),
    ],
    ["We hope that the bell of grace rings, and hope again.", "The bell and grace and hope."] * 3,
)

NAMED = """
As Anna Bergström said, the fee is wrong.
I agree with Okafor on the fee.
Okafor's ministry opened nine exchange points.
Okafor’s ministry opened nine exchange points.
We follow the Bergström proposal on spectrum.
We follow the Bergstrom proposal on spectrum.
BERGSTRÖM PROPOSES A LOWER FEE FOR VILLAGE MASTS.
The idea of Wray is to share the towers.
The idea of Okonski is to share the towers.
The Wray-Okonski plan shares every tower.
Ms. van Rossem has published the numbers of her union.
Rossem has published the numbers of the union.
The delegation led by Suwaidan signed the treaty.
Kao told us that schools pay too much.
What Quispe described happens in every valley.
What Larrazabal described happens in every valley.
Larrazábal's stations closed their newsrooms.
As Bell said, the masts are dark at night.
Bell said that the masts are dark at night.
We thank Young for the numbers on school power.
In the villages Young told us that the links fail.
The plan that Hope proposed costs nine million.
On the panel Grace Bell spoke of dark masts.
on the panel grace bell spoke of dark masts
Nobody in the valley contradicted Bell's numbers on the masts.
May said that the fund is empty.
Minister Diallo opened the exchange point.
The Minister Diallo opened the exchange point.
Prime Minister Ndong signed the decree on data.
Dr. Ito's hospital uses records.
Dr Ito keeps the records of nine hospitals.
Prof. A. Nakamura trained the nurses.
Mrs. Okello runs the station.
Madame Traoré runs the station.
Ambassador O’Neill chaired the group on spectrum.
Secretary-General Lindgren asked for a fund.
Mayor Brown cut the price of the licence.
General Petrenko restored the network in March.
Judge Almeida stopped the shutdown.
Sister Consolata teaches four hundred girls.
President-elect and Senator Whitlock promised a law.
The survey by Samantha Ridgeway counts bots in elections.
In 2012 Pedro Almodarra built the first mast.
My name is Lena Ovid and I run a station.
I am Lena Ovid of the village operators.
A comment by felipe changed the protocol.
蔡偉淦 asked for open records of each meeting.
We heard it from 蔡偉淦 in the spring.
Governor Hale and the council closed the fund.
Sir Godfrey left the fund nine million.
The lawyer of José Carvalheira asked for the file.
"""

NOBODY = """
The ministry opened the exchange point in May.
May the fund be opened to village operators next year.
In May nine hundred schools were connected to the grid.
By May's end the schools were connected.
Young people ask for a seat on every delegation.
The young ask for a seat on every delegation.
In Jordan nine hundred schools were connected.
In Jordan's valleys nine hundred schools were connected.
We ask for a date in May's meeting.
Jordan's schools were connected with satellite links.
Hope alone connects no village to the network.
We hope that the fund publishes its balance.
The Bell Labs report counts nine hundred masts.
Grace periods of ninety days help small operators.
The General Assembly adopted the resolution on data.
The Secretary-General of the Union asked for a fund.
The Minister of Transport opened the exchange point.
The President of the Republic signed the decree.
A commissioner for children's rights was appointed in 2021.
The eSafety Commissioner Act gives wide powers.
Sister Cities share their open data.
The Chief Executive Officer signed for the operators.
The Director General approved the plan for schools.
The Deputy Minister signed the decree.
Madam Chair and the council agreed on the fee.
The Lakes Union asked for a lower fee.
The MODERATOR of the forum asked for numbers.
Attorney General guidance limits the requests for data.
The Green Climate Fund finances the cable.
The Li battery plants recycle nine tons.
Nine hundred van drivers were trained in Nairobi.
The European Commission proposed a rule on platforms.
Amazon and Google store the records in Ireland.
The Supreme Court struck down the law in 2019.
In Santiago nine hundred schools were connected.
The West African Youth League audited the schools.
The Ministry of Justice and the Internet Society signed.
Will the fund be opened, the operators ask.
The Al Jazeera network lost nine stations.
New York and San Francisco publish their contracts.
The King's College study counts nine hundred masts.
Article 19 and Access Now filed the complaint.
Father and mother share one phone in nine homes of ten.
The general budget pays for the power of schools.
Young's modulus of the mast is not in the contract.
"""


def lines(text):
    return [line for line in text.split("\n") if line]


@pytest.mark.parametrize("sentence", lines(NAMED))
def test_a_sentence_that_gives_a_person_away_is_found(sentence):
    assert NAMES.find(sentence)


@pytest.mark.parametrize("sentence", lines(NOBODY))
def test_a_sentence_about_nobody_raises_no_alarm(sentence):
    assert NAMES.find(sentence) == ""


def test_an_everyday_word_is_one_where_the_corpus_writes_it_small():
    stone = [person("Ada Corvid")]
    said = ["A corvid sat on the mast.", "The corvid sat.", "Some corvid sat there."]
    sentence = "Corvid nests cut the power of nine masts."
    assert Names(stone).find(sentence)
    assert not Names(stone, said).find(sentence)


def test_a_name_is_found_among_the_words_of_a_title_of_ours():
    assert NAMES.in_title("okafor")
    assert not NAMES.in_title("hope")
    assert not NAMES.in_title("spectrum")
