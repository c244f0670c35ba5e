"""Hold how orders to a machine are given in other languages than English."""

from typing import Final

LATIN_ORDERS: Final = (
    # Spanish
    r"\b(?:ignor[ae]n?|ignorad|olvid[ae]n?|olv[ií]date de|descart[ae]n?|omit[ae]n?|desobedezca)"
    r" [^.;:!?。；]{0,40}"
    r"\b(?:instrucci[oó]n|instrucciones|indicaciones|reglas|[oó]rdenes|contexto|evidencia|lo"
    r" anterior|todo lo|directrices)",
    r"\b(?:asistentes? (?:virtual|de ia|debe)|modelos? de lenguaje|inteligencia artificial|eres"
    r" (?:ahora|un"
    r" asistente|una ia)|a partir de ahora (?:responde|eres|di|solo)|act[uú]a como|finge que|si"
    r" eres un"
    r"|en tu (?:respuesta|mensaje)|en su respuesta|tu nueva tarea)\b",
    r"^(?:por favor,? )?(?:responde|responda|contesta|conteste|di|diga|escribe|escriba|repite"
    r"|traduce"
    r"|traduzca) (?:que|solo|s[oó]lo|únicamente|[uú]nicamente|en (?:ingl[eé]s|franc[eé]s|alem[aá]n"
    r"|chino)"
    r"|con|esto|un |una |al |lo siguiente|siempre|[\"'«“])",
    r"\b(?:diles?|diga|dígale|dile|informa|informe|comunica) (?:al|a los|a las|a todos?) (?:los )?"
    r"(?:usuarios?|ciudadanos?|lectores?|que pregunte)",
    # French
    r"\b(?:ignore[zr]?|oublie[zr]?|n[eé]glige[zr]?|ne (?:suis|suivez|tiens|tenez)|fais abstraction"
    r"|faites"
    r" abstraction) [^.;:!?。；]{0,40}\b(?:instructions?|consignes?|r[eè]gles?|directives?"
    r"|contexte|ci"
    r"-dessus|tout ce qui|preuves|invite)",
    r"\b(?:assistant virtuel|assistants? (?:ia|doit|doivent)|mod[eè]les? de langage|intelligence"
    r" artificielle"
    r"|tu es (?:maintenant|d[eé]sormais|un assistant|une ia)|vous [eê]tes (?:maintenant"
    r"|d[eé]sormais) un"
    r"|agis comme|agissez comme|fais semblant|faites comme si|si (?:tu es|vous [eê]tes) une? (?:ia"
    r"|assistant"
    r"|mod)|dans (?:ta|votre) r[eé]ponse|(?:ta|votre) nouvelle t[aâ]che|[aà]"
    r" partir de"
    r" maintenant,? (?:tu|r[eé]ponds|dis))\b",
    r"^(?:s'il vous pla[iî]t,? )?(?:r[eé]ponds|r[eé]pondez|dis|dites|[eé]cris|[eé]crivez"
    r"|r[eé]p[eè]te|r[eé]p"
    r"[eé]tez|traduis|traduisez) (?:que|seulement|uniquement|en (?:anglais|espagnol|allemand"
    r"|chinois)|par"
    r"|ceci|un |une |le |ce qui suit|toujours|aux? (?:utilisateur|citoyen|lecteur)|[\"'«“])",
    # German, Dutch, Swedish
    r"\b(?:ignorier\w*|vergiss|vergessen sie|missachte\w*|negeer|vergeet|ignorera|gl[oö]m)"
    r" [^.;:!?。；]{0,40}\b(?:"
    r"anweisung\w*|instru\w+|regeln?|befehle?|kontext|alles)",
    r"\b(?:du bist (?:jetzt|nun|ein assistent|eine ki)|sprachmodell\w*|k[uü]nstliche intelligenz"
    r"|ki-?assistent"
    r"\w*|taalmodel\w*|in (?:deiner|ihrer) antwort|je bent nu|in je antwoord)\b",
    r"^(?:bitte )?(?:antworte|antworten sie|sag|sage|sagen sie|schreibe?|[uü]bersetze|wiederhole"
    r"|antwoord|zeg"
    r"|vertaal|svara) (?:nur|dass|mit|auf|immer|den|alle[nms]?|ein|alleen|dat|met|bara|[\"'„“])",
    # "And answer: …", "must only answer: …", "tell the user: …" in these
    r"\b(?:asistente|assistente?|assistant|modelo|modell|mod[eè]le|bot|ki|ia) (?:\w+ )?(?:debe"
    r"|tiene que|solo puede|doit|peut seulement|ne doit|darf|muss|soll|deve|pu[oò] solo)\b",
    r"\b(?:y|e|et|puis|und|dann|solo|s[oó]lo|[uú]nicamente|seulement|uniquement|nur|debe|doit|como"
    r" \w+,|comme \w+,) (?:di|diga|responde|responda|responder|contesta|conteste|escribe|escriba"
    r"|r[eé]ponds|r[eé]pondez|r[eé]pondre|dis|dites|[eé]cris|[eé]crivez|antworte|antworten|sage?"
    r"|schreibe?|rispondi|rispondere|scrivi|escreva)(?: solo| s[oó]lo| seulement| uniquement| nur"
    r"| que| con| mit| dass| che| par)? ?[:：]",
    r"\b(?:dis|dites|r[eé]ponds|r[eé]pondez|indique|annonce|affirme) (?:seulement )?(?:[aà]"
    r" l'|aux? )"
    r"(?:utilisateur|lecteur|questionneur)",
    r"\b(?:sage?|antworte|teile|erz[aä]hle?) (?:de[mnr] |allen )?(?:nutzer|benutzer|leser|frager)",
    r"\b(?:eres|tu es|vous [eê]tes|du bist|sie sind|sei|voc[eê] [eé])\b.{0,20}\b(?:sin|sans|ohne"
    r"|senza|sem) (?:ning\w+ |aucune? |jegliche )?(?:reglas|restricciones|l[ií]mites|r[eè]gles"
    r"|limites|restrictions|regeln|einschr[aä]nkungen|regole|restrizioni|regras)",
    # Portuguese, Italian, Romanian, Catalan
    r"\b(?:ignor[aei]\w*|esque[cç]a\w*|desconsider[ea]\w*|dimentica\w*|tralascia|uita)"
    r" [^.;:!?。；]{0,40}\b(?:instru\w+"
    r"|istruzion\w+|regras?|regole|ordens|ordini|acima|sopra|contexto|tutto|tudo)",
    r"\b(?:voc[eê] (?:agora )?[eé] (?:agora )?um (?:assistente|modelo)|modelo de linguagem"
    r"|intelig[eê]ncia"
    r" artificial|modello linguistico|intelligenza artificiale|sei (?:ora|adesso) un|na sua"
    r" resposta|nella tua"
    r" risposta|a partir de agora)\b",
    r"^(?:por favor,? |per favore,? )?(?:responda|diga|escreva|traduza|repita|rispondi|d[iì]"
    r"|scrivi|traduci"
    r"|ripeti) (?:que|apenas|s[oó]|somente|em|com|che|solo|in|con|aos?|agli|sempre|um |un "
    r"|[\"'«“])",
    # Indonesian
    r"\b(?:abaikan|lupakan) .{0,30}\b(?:instruksi|perintah|aturan|sebelumnya)|\bmodel bahasa\b",
    # Tasks, in Spanish, French and Portuguese
    r"^¿?\s*(?:cu[aá]l es la capital|qui[eé]n (?:escribi[oó]|pint[oó]|invent[oó])|explica (?:la|el"
    r"|c[oó]mo)|cu[eé]ntame|quelle est la capitale|qui a (?:[eé]crit|peint|invent[eé])|expliquez?"
    r" (?:la"
    r"|le|comment)|racontez?|qual [eé] a capital)\b",
)
OTHER_ORDERS: Final = (
    r"首都是|谁(?:写|画|发明)了|解释一下.{0,20}(?:原理|理论|概念)|讲(?:一)?个(?:笑话|故事)",
    # Chinese
    r"(?:忽略|无视|忽视|忘记|忘掉|不要理会|不要遵守|不要遵循|抛开|跳过|無視"
    r"|忘記)[^.;:!?。；，]{0,15}(?:指令"
    r"|指示|说明|說明|规则"
    r"|規則|提示|命令|上文|证据|约束|(?:以上|之前|前面|上面|先前)(?:的)?(?:所有|全部|一切|文字"
    r"|文本)|一切)",
    r"(?:系统提示|系統提示|提示词|语言模型|語言模型|人工智能助|人工智能模型|聊天机器人|智能助手"
    r"|虚拟助手"
    r"|(?:所有|各位|任何|如果你是|作为|你是)(?:一个|一名|的|位)?(?:ai|人工智能|助手|助理|模型"
    r"|机器人)"
    r"|你现在是|从现在(?:起|开始)(?:你|请|只|都)|假装|扮演|开发者模式)",
    r"(?:在|于)?(?:你的|您的)(?:回答|回复|答复|回應|输出|答案)(?:中|里|时|末尾)?"
    r"|^(?:请)?(?:只)?(?:回答|回复|输出|说出"
    r"|重复)(?:[:：“\"「]|说|道|所有|用户|以下|一句|没有|一切)|(?:告诉|告知|通知)(?:所有)?(?:用户"
    r"|提问者|读者|询问者)"
    r"|(?:请|把|将).{0,12}(?:翻译成|译成|翻譯成|译为)|^翻译|(?:写|作|编)一(?:首|篇|个).{0,12}(?:诗"
    r"|歌|文章|故事"
    r"|作文)|不要(?:提及|提到|引用)",
    r"(?:助手|助理|机器人|語言模型|语言模型)(?:必须|必須|只能|只可|须|務必|务必|应当|应该|不得|不能|不要)"
    r"|(?:^|[^\w])(?:系统|系統|用户|助手|助理|开发者|管理员) ?[:：]"
    r"|(?:只|仅|必须|请|并)(?:能|需|可)?(?:回答|回复|输出|说|答复) ?[:：“\"「]",
    # Russian, Ukrainian, Polish, Czech
    r"(?:игнорир\w*|забудь\w*|проигнорир\w*|не обращай\w*|отбрось|ігноруй\w*|zignoruj\w*"
    r"|ignoruj\w*|zapomnij)"
    r"[^.;:!?。；]{0,40}(?:инструкц\w*|указани\w*|правил\w*|команд\w*|выше|інструкц\w*"
    r"|попередн\w*|instrukcj"
    r"\w*|polece\w*|poprzedni\w*|pokyn\w*|předchoz\w*)",
    r"(?:ты теперь|вы теперь|языков\w+ модел\w*|искусственн\w+ интеллект\w*|ассистент\w* долж\w*|в"
    r" (?:своём|"
    r"своем|твоём|твоем|вашем) ответе|модель языка|jesteś teraz|model językowy|sztuczn\w+"
    r" inteligencj\w+)",
    r"^(?:пожалуйста,? )?(?:ответь\w*|скажи\w*|напиши\w*|переведи\w*|повтори\w*|сообщи\w*"
    r" пользовател\w*"
    r"|odpowiedz|powiedz|napisz|przetłumacz)\b",
    # Arabic, Persian, Hebrew, Turkish
    r"(?:تجاهل|انس|تجاوز|نادیده|فراموش)[^.;:!?。；]{0,40}(?:تعليمات|التعليمات|الأوامر|القواعد"
    r"|السابقة|أعلاه"
    r"|دستور|قبلی)",
    r"(?:نموذج (?:ال)?لغ|الذكاء الاصطناعي|أنت الآن|المساعد (?:الذكي|الافتراضي)|في (?:ردك|إجابتك)"
    r"|أجب ب|قل (?:إن|ان|أن|للم)"
    r"|ترجم|هوش مصنوعی)",
    r"(?:התעלם|שכח)[^.;:!?。；]{0,40}(?:הוראות|ההוראות|הקודמ)",
    r"(?:yoksay|görmezden gel|unut)[^.;:!?。；]{0,40}(?:talimat|komut|önceki|kural)|(?:talimat"
    r"|komut|önceki"
    r"|kural)\w*"
    r".{0,30}(?:yoksay|görmezden gel|unut)|yapay zek[aâ]|dil modeli",
    # Japanese, Korean, Vietnamese, Hindi, Indonesian
    r"(?:指示|命令|ルール|プロンプト|内容).{0,10}(?:無視|忘れ)|(?:無視|忘れて).{0,10}(?:指示|命令)"
    r"|あなたは(?:今|今から)?.{0,8}"
    r"(?:ai|アシスタント)|言語モデル|(?:回答|返答)して(?:ください)?|翻訳して",
    r"(?:지시|명령|규칙|지침|프롬프트).{0,12}(?:무시|잊)|언어 모델|인공지능|번역(?:해|하)|라고"
    r" (?:답|대답|말)",
    r"(?:bỏ qua|phớt lờ|quên)[^.;:!?。；]{0,40}(?:hướng dẫn|chỉ dẫn|lệnh|quy tắc|trước)|mô hình"
    r" ngôn ngữ|trí"
    r" tuệ nhân tạo"
    r"|trong câu trả lời",
    r"(?:निर्देश|आदेश|नियम).{0,25}(?:अनदेखा|नज़रअंदाज|भूल)|भाषा मॉडल|कृत्रिम बुद्धिमत्ता",
    # Greek, Tagalog, Haitian
    r"(?:αγνόησε|ξέχασε|αγνοήστε)[^.;:!?。；]{0,40}(?:οδηγίες|εντολές|προηγούμεν)|\b(?:huwag"
    r" pansinin"
    r"|balewalain|kalimutan)"
    r"[^.;:!?。；]{0,40}\b(?:tagubilin|utos|nauna)|\b(?:inyore|bliye) .{0,30}\b(?:enstriksyon"
    r"|anvan)",
)
"""Those that no sentence in plain ASCII can hold, the Turkish, Vietnamese and Polish ones too."""
