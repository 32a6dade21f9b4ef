"""Function words that carry no subject, per language; short lists, written for comity.

They hold articles, pronouns, prepositions, conjunctions, auxiliaries and modals;
`tokens` folds them before use. Nouns and full verbs stay out: in a legal text
"use" or "system" may be the subject, and document frequencies weigh such words
down by themselves.
"""

from __future__ import annotations

_WORDS = {
    "en": """
        a an the this that these those such same other another any all each every both either
        neither some no not nor only own too very more most less least than so as at by for from
        in into of off on onto out over to up with within without upon under through during
        between among against about above across after before behind below beside beyond down
        per since till until towards toward via and or but if then else while when where whereas
        whether which who whom whose what why how because although though unless i me my we us
        our ours you your yours he him his she her hers it its they them their theirs itself
        themselves himself herself ourselves there here thereof therein thereby therefor thereto
        hereby herein hereof am is are was were be been being do does did done doing have has had
        having can could may might must shall should will would ought also however therefore thus
        hence moreover furthermore yet etc eg ie s t d ll re ve
    """,
    "fr": """
        le la les l un une des d du de au aux a ce cet cette ces c qu que qui quoi dont ou et ni
        mais donc or car si ne n pas plus moins point non ni y en dans par pour sur sous avec sans
        entre vers chez contre depuis pendant avant apres après jusque jusqu lors lorsque lorsqu
        afin ainsi comme comment quand quel quelle quels quelles tout toute tous toutes meme même
        memes mêmes autre autres chaque plusieurs quelque quelques aucun aucune tel telle tels
        telles leur leurs son sa ses mon ma mes ton ta tes notre nos votre vos je j me m tu te t
        il elle on nous vous ils elles se s lui eux soi celui celle ceux celles ci cela ceci là
        est sont etait était etaient étaient ete été etre être etant étant sera seront serait
        seraient soit soient fut furent ai as avons avez ont avait avaient aura auront aurait
        auraient ait aient ayant eu avoir fait doit doivent devrait devraient peut peuvent
        pourrait pourraient puisse puissent aussi notamment tres très où à
    """,
    "es": """
        el la los las lo un una unos unas de del al a ante bajo con contra desde durante en entre
        hacia hasta mediante para por segun según sin sobre tras y e o u ni que pero mas sino si
        no como cuando donde mientras porque pues aunque cual cuales cuyo cuya cuyos cuyas quien
        quienes qué cuál quién este esta esto estos estas ese esa eso esos esas aquel aquella
        aquellos aquellas mi mis tu tus su sus nuestro nuestra nuestros nuestras se me te le les
        nos os yo él ella ellos ellas ello usted ustedes todo toda todos todas otro otra otros
        otras mismo misma mismos mismas cada algun algún alguno alguna algunos algunas ningun
        ningún ninguno ninguna tal tales tan tanto tanta tantos tantas mas más menos muy ya es son
        era eran fue fueron ser sido siendo sea sean sera será seran serán seria sería serian
        serían esta está estan están ha han haya hayan habia había habian habían habra habrá
        haber hay he debe deben deberá deberán debera deberan debería deberían deber puede pueden
        podrá podrán podra podran poder pueda puedan así asi también tambien además ademas
    """,
    "ru": """
        и в во не что он на я с со как а то все она так его но да ты к у же вы за бы по только ее
        мне было вот от меня еще нет о об из ему теперь когда даже ну ли если уже или ни быть был
        него до вас нибудь опять уж вам ведь там потом себя ничего ей может они тут где есть надо
        ней для мы тебя их чем была сам чтоб чтобы без будто чего раз тоже себе под будет ж кто
        этот того потому этого какой ним здесь этом один мой тем нее были куда зачем всех можно
        при об над между через после перед также эти эта это этих этой этому этим той тот те тех
        такой такая такие таких который которая которое которые которых которого которой которому
        которым которыми котором иной иные иных свой своя свои своих своей своего должен должна
        должно должны могут является являются а путем включая другие других другой каждый каждого
        всего всем всеми весь вся наш наша наши наших их им ими него нему либо
    """,
    "de": """
        der die das den dem des ein eine einen einem einer eines kein keine keinen keinem keiner
        und oder aber denn sondern sowie doch weder noch als wie wenn ob dass daß weil da damit um
        zu zum zur in im ins an am ans auf aus bei beim bis durch für gegen gemäß mit nach ohne
        seit über unter von vom vor während wegen zwischen innerhalb außerhalb ist sind war waren
        sei seien wäre wären sein bin bist wird werden wurde wurden worden würde würden geworden
        hat haben hatte hatten habe hätte hätten kann können konnte könnte könnten muss müssen
        musste müsste soll sollen sollte sollten darf dürfen dürfte mag mögen will wollen ich du
        er sie es wir ihr ihm ihn ihnen sich mich dich uns euch mein dein unser euer seine seinen
        seinem seiner seines ihre ihren ihrem ihrer ihres dieser diese dieses diesen diesem jener
        jene jenes jenen jeder jede jedes jeden jedem alle allen aller alles welcher welche
        welches welchen welchem solche solcher solchen man nicht nur auch so dann hier dort wo was
        wer wem wen wessen mehr sehr etwa bereits dabei dazu hierzu davon daran darauf dadurch
        daher deren dessen denen andere anderen anderer anderes sofern soweit bzw insbesondere
    """,
    "it": """
        il lo la i gli le l un uno una di del dello della dei degli delle dell d a al allo alla ai
        agli alle all da dal dallo dalla dai dagli dalle dall in nel nello nella nei negli nelle
        nell con col su sul sullo sulla sui sugli sulle sull per tra fra e ed o od ma se né non
        che chi cui quale quali quanto quanta quanti quante come dove quando mentre perché anche
        più meno molto io tu egli lui lei noi voi essi esse loro mi ti ci vi si ne suo sua suoi
        sue mio mia miei mie nostro nostra nostri nostre questo questa questi queste quello quella
        quelli quelle ogni tutto tutta tutti tutte altro altra altri altre stesso stessa stessi
        stesse tale tali alcuni alcune è sono era erano essere stato stata stati state sia siano
        sarà saranno sarebbe ha hanno avere aveva abbia abbiano avrà può possono potrebbe deve
        devono dovrebbe dovrebbero dovere potere così inoltre nonché ove
    """,
    "pt": """
        o a os as um uma uns umas de do da dos das em no na nos nas ao aos à às por pelo pela
        pelos pelas para com sem sob sobre entre até desde após ante contra durante mediante e ou
        nem mas porém que se não como quando onde enquanto porque pois embora qual quais cujo cuja
        cujos cujas quem este esta isto estes estas esse essa isso esses essas aquele aquela
        aqueles aquelas seu sua seus suas meu minha meus minhas nosso nossa nossos nossas eu tu
        ele ela nós vós eles elas me te lhe lhes nos vos todo toda todos todas outro outra outros
        outras mesmo mesma mesmos mesmas cada algum alguma alguns algumas nenhum nenhuma tal tais
        tão mais menos muito já é são era eram foi foram ser sido sendo seja sejam será serão
        seria seriam está estão estar ter tem têm tinha tinham tenha tenham há houver deve devem
        deverá deverão deveria deveriam pode podem poderá poderão poderia poderiam possa possam
        assim também ainda
    """,
    "id": """
        yang dan di ke dari untuk dengan pada dalam oleh atau sebagai ini itu tersebut adalah
        ialah merupakan tidak bukan belum akan telah sudah sedang dapat bisa harus wajib perlu
        juga serta agar supaya bahwa karena sebab jika apabila bila ketika saat sejak sampai
        hingga antara terhadap tentang mengenai atas bawah secara para setiap tiap semua seluruh
        beberapa suatu sebuah seorang lain lainnya saya aku kami kita anda dia ia mereka nya pun
        lah kah hanya saja lebih paling sangat seperti yaitu yakni maka namun tetapi sedangkan
        maupun guna demi bagi
    """,
    "pl": """
        i a w we z ze na do od o po u za dla przez przy przed nad pod między bez oraz albo lub czy
        ale lecz ani że żeby aby gdy jeśli jeżeli bo ponieważ więc jak jako co kto który która
        które których któremu któremu którym którymi którego której którzy ten ta to te tego tej
        temu tym tych tymi tę tą taki taka takie takich takim ów ja ty on ona ono my wy oni one
        mnie mi go jego jej jemu mu ją nią nim nich im ich nimi się siebie sobie swój swoje swoich
        swojej swoim swoją nasz nasze naszych nie tak też także również tylko jest są był była
        było były być będzie będą by może mogą można należy powinien powinna powinno powinny musi
        muszą został została zostało zostały inny inne innych każdy każda każde każdego wszystkie
        wszystkich tam tu już jeszcze bardziej
    """,
    "ar": """
        في من الى علي على عن مع بين عند لدى خلال بعد قبل حتى منذ تحت فوق دون ضد نحو حول عبر ضمن و ف
        ب ل ك او ام ثم بل لكن ولكن اذا اذ لو ان انه انها وان بان كما كذلك ايضا هذا هذه ذلك تلك هؤلاء
        اولئك الذي التي الذين اللاتي اللواتي ما ماذا متى اين كيف هل لا لم لن ليس ليست غير سوى الا
        هو هي هم هن نحن انا انت انتم له لها لهم به بها بهم فيه فيها فيهم منه منها منهم عليه عليها
        عليهم اليه اليها اليهم عنه عنها كان كانت كانوا يكون تكون يكونوا قد لقد سوف كل كله كلها
        جميع بعض اي اية مثل حيث لدي وفي ومن وعلى والى وعن ومع وهو وهي وهذا وهذه وذلك بما مما فيما
        عما لما كلما وما ولا وقد وكان وكانت لان لكي كي يجب ينبغي يمكن وفقا بشان
    """,
}

# Two-character function words of Chinese, met as bigrams.
_CHINESE_WORDS = """
    以及 应当 可以 或者 为了 对于 关于 根据 按照 其他 其它 这些 那些 这个
    那个 以下 以上 并且 而且 但是 因为 所以 如果 不得 不能 不是 就是 还是
    他们 她们 它们 我们 你们 自己 任何 所有 各种 每个 之间 之一 由于 通过
    从而 同时 此外 因此 然而 虽然 尽管 不仅 即使 只有 只要 必须 能够 需要
    已经 正在 没有 属于
"""

#: Characters that mostly stand alone as particles or conjunctions: a bigram that holds one is an
#: accident of two words meeting, unless it is one of the words in CHINESE_KEPT.
CHINESE_PARTICLES = frozenset("的了与及")
CHINESE_KEPT = frozenset(
    "目的 标的 了解 涉及 普及 及时 参与 以及 危及 波及 给与 与会".split()  # noqa: SIM905
)

STOPWORDS: dict[str, frozenset[str]] = {
    language: frozenset(words.split()) for language, words in _WORDS.items()
}
STOPWORDS["zh"] = frozenset(_CHINESE_WORDS.split())
