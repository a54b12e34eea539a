"""Short sentences of our own, each with every place name in it and what that stands for.

What is expected is what a careful reader says. A row is a sentence and its mentions in order, "surface: role" between
semicolons, "" for none: a name that is not listed is no mention. Names that stand inside another name may also be
mentions with the role "name", and are not compared. A third column says why a reading is still missed.
"""

from __future__ import annotations

from datetime import date

import pytest
from _pytest.mark import ParameterSet
from hypothesis import given
from hypothesis import strategies as st

from geomap.articles import article_from_text
from geomap.gazetteer import Gazetteer
from geomap.mentions import find_mentions
from geomap.records import Article, Section
from geomap.tables import rows
from geomap.text import fold

Row = tuple[str, str] | tuple[str, str, str]

ARABIC_CLITICS: list[Row] = [
    ("وبالرباط انطلقت أعمال المؤتمر السنوي للأطباء.", "الرباط: literal"),
    ("سافر أولا إلى عمان فللقاهرة في اليوم التالي.", "عمان: literal; لقاهرة: literal"),
    ("لا توجد مدينة في هذا الحجم كموسكو.", "موسكو: literal"),
    ("وللجزائر حدود طويلة في الصحراء.", "لجزائر: literal", "an ordinary word that is a name too"),
    ("أفبالكويت تعقد القمة المقبلة؟", "الكويت: literal", "a clitic that is not looked for"),
    ("ولبغداد مكانة خاصة في تاريخ الشعر.", "بغداد: literal", "too little speaks for a place"),
    ("وصلت القافلة لدمشق بعد يومين من السفر.", "دمشق: literal"),
    ("وبتونس افتتح معرض الكتاب أبوابه.", "تونس: literal"),
    ("هطلت أمطار غزيرة ببيروت وطرابلس ليلا.", "بيروت: literal; طرابلس: literal"),
    ("فبالخرطوم وحدها أغلقت عشرة مستشفيات.", "الخرطوم: literal"),
    ("عاد المنتخب للدوحة بعد المباراة.", "لدوحة: literal"),
    ("وكباريس تعاني المدينة من الازدحام.", "باريس: literal", "too little speaks for a place"),
    ("توجه الوفد لطهران ومنها إلى إسلام آباد.", "طهران: literal; إسلام آباد: literal"),
    ("وفي القاهرة وبالإسكندرية أغلقت المدارس.", "القاهرة: literal; الإسكندرية: literal"),
]

ARABIC_SPELLING: list[Row] = [
    ("اندلع حريق في إسكندرية فجر اليوم.", "إسكندرية: literal"),
    ("وقع انفجار في السنغافورة صباح أمس.", "السنغافورة: literal"),
    ("وصل الرئيس إلى مدينة خرطوم مساء.", "خرطوم: literal"),
    ("قتل ثلاثة جنود في الموصل خلال اشتباكات.", "الموصل: literal"),
    ("ضرب إعصار مدينة فلادفوستوك الروسية.", "فلادفوستوك: literal"),
    ("عقد الاجتماع في نواكشط بحضور الوزراء.", "نواكشط: literal", "too little speaks for a place"),
    ("اندلعت مواجهات في مدينة سيفاستبول.", "سيفاستبول: literal"),
    ("غرقت سفينة قبالة الاسكندريه.", "الاسكندريه: literal"),
    ("تجمع محتجون في نيويوركـ.", "نيويوركـ: literal"),
    ("هبطت الطائرة فينيودلهي مساء الجمعة.", "نيودلهي: literal", "glued to a preposition"),
    ("وصل الوفد إلى نيودلهي للمشاركة في القمة.", "نيودلهي: literal"),
    ("وصل الوفد إلى نيو دلهي للمشاركة في القمة.", "نيو دلهي: literal"),
    ("افتتح الملك معرضا في مدينةالدار البيضاء.", "الدار البيضاء: literal"),
    ("تظاهر المئات في بور سعيد ضد القرار.", "بور سعيد: literal"),
    ("تظاهر المئات في بورسعيد ضد القرار.", "بورسعيد: literal"),
    ("سقطت قذيفة على ديرالزور ليلا.", "ديرالزور: literal"),
    ("انقطعت الكهرباء في عبدان وهرمز.", "عبدان: literal; هرمز: literal", "too little speaks for a place"),
    ("وقع الحادث في \ufe91\ufed0\ufeaa\ufe8d\ufea9 مساء أمس.", "\ufe91\ufed0\ufeaa\ufe8d\ufea9: literal"),
    ("وصلت الطائرة إلى \ufe97\ufeee\ufee7\ufeb2 ظهر اليوم.", "\ufe97\ufeee\ufee7\ufeb2: literal"),
    ("افتتح المتحف في القـــاهـــرة يوم الأحد.", "القـــاهـــرة: literal"),
    ("انفجرت سيارة في بـغـداد صباحا.", "بـغـداد: literal"),
    ("اجتمع الوزراء في \u200fبيروت\u200f أمس.", "بيروت: literal"),
    ("عقدت الجلسة في \u202bعمان\u202c صباح الأحد.", "عمان: literal"),
    ("سقطت أمطار على \u200eحلب\u200f وريفها.", "حلب: literal", "too little speaks for a place"),
    ("وقع زلزال في تهران فجر اليوم.", "تهران: literal"),
    ("اجتمع القادة في کابل لبحث الهدنة.", "کابل: literal"),
    ("وصل المبعوث إلى کراچی يوم الاثنين.", "کراچی: literal"),
    ("اندلع حريق في سوق بمدينة گلاسگو.", "گلاسگو: literal"),
    ("انفجار ضخم في #مرفأ_بيروت.", "مرفأ_بيروت: literal"),
    ("أمطار وسيول في #الدار_البيضاء منذ الفجر.", "الدار_البيضاء: literal"),
    ("قصف عنيف على #خان_يونس الليلة.", "خان_يونس: literal"),
    ("وصل المنتخب إلى #الرياض استعدادا للمباراة.", "الرياض: literal"),
    ("زلزال قوي يضرب #نيوزيلندا.", "نيوزيلندا: literal"),
    ("احتجاجات في #تعز و#عدن بسبب انقطاع الكهرباء.", "تعز: literal; عدن: literal"),
    ("جُرح عشرة في القاهِرة.", "القاهِرة: literal"),
]

ARABIC_WHOLE: list[Row] = [
    ("اندلع حريق في غابات ساو باولو البرازيلية.", "ساو باولو: literal"),
    ("وصل الوفد إلى بوينس آيرس أمس.", "بوينس آيرس: literal"),
    ("تراجع منسوب المياه في البحر الميت.", "البحر الميت: literal"),
    ("اعتقل العشرات في الضفة الغربية فجرا.", "الضفة الغربية: literal"),
    ("غرق قارب مهاجرين في البحر الأبيض المتوسط.", "البحر الأبيض المتوسط: literal"),
    ("عثر على الحطام في جبال الأطلس.", "جبال الأطلس: literal"),
    ("وقعت الكارثة في كوالا لمبور مساء الخميس.", "كوالا لمبور: literal"),
    ("أعلنت السلطات حظر التجول في سان فرانسيسكو.", "سان فرانسيسكو: literal"),
    ("تعطلت الملاحة في قناة السويس يومين.", "قناة السويس: literal"),
    ("ارتفعت أسعار الشحن عبر مضيق باب المندب.", "مضيق باب المندب: literal"),
    ("انتشرت القوات في شبه جزيرة سيناء.", "شبه جزيرة سيناء: literal"),
    ("سقطت قذائف على مدينة الشيخ زويد.", "الشيخ زويد: literal"),
    ("وصلت المساعدات إلى بوركينا فاسو.", "بوركينا فاسو: literal"),
    ("شب حريق في المدينة المنورة دون إصابات.", "المدينة المنورة: literal"),
    ("اجتاحت السيول شرم الشيخ ورأس غارب.", "شرم الشيخ: literal; رأس غارب: literal"),
    ("انقلبت حافلة قرب بني ملال صباح اليوم.", "بني ملال: literal"),
]

ARABIC_FACILITIES: list[Row] = [
    ("توقفت الرحلات في مطار بغداد الدولي بسبب الغبار.", "مطار بغداد الدولي: literal"),
    ("طعن رجل ثلاثة مارة على جسر لندن.", "جسر لندن: literal", "a facility named after a known place"),
    ("نقل المعتقلون إلى سجن غوانتانامو.", "سجن غوانتانامو: literal"),
    ("رست السفينة في ميناء حيفا يوم الأحد.", "ميناء حيفا: literal"),
    ("فتح معبر رفح أمام الجرحى.", "معبر رفح: literal"),
    ("أدى المصلون الصلاة في المسجد الأقصى.", "المسجد الأقصى: literal"),
    ("هبطت الطائرة في مطار هيثرو بسلام.", "مطار هيثرو: literal"),
    ("تجمع المحتجون في ميدان التحرير.", "ميدان التحرير: literal"),
    ("سقط صاروخان على قاعدة عين الأسد.", "قاعدة عين الأسد: literal"),
    ("توفي المصابون في مستشفى الشفاء.", "مستشفى الشفاء: literal"),
    ("قصفت الطائرات مخيم جباليا ليلا.", "مخيم جباليا: literal"),
    ("فاض سد تشرين بعد الأمطار.", "سد تشرين: literal"),
]

ARABIC_INTRODUCED: list[Row] = [
    ("قتل راع في قرية زنبوقات بعد انفجار لغم.", "زنبوقات: literal"),
    ("اندلع حريق في بلدة عين الدردارة.", "عين الدردارة: literal"),
    ("قطعت المياه عن حي الزعروريات منذ أسبوع.", "الزعروريات: literal"),
    ("هاجم مسلحون قرية كفر شمروخ ليلا.", "كفر شمروخ: literal"),
    ("سكان دوار أيت بومزوغ يطالبون بالماء.", "أيت بومزوغ: literal"),
    ("وقع الانهيار في بلدة تلغرفات الجبلية.", "تلغرفات: literal"),
    ("أجلت السلطات أهالي قرية أم الخشبات.", "أم الخشبات: literal"),
    ("عثر على الجثة في قرية بيت زعرورة شرق المدينة.", "بيت زعرورة: literal"),
    ("انتشرت الشرطة في حي البرغوثة بعد الحادث.", "البرغوثة: literal"),
    (
        "سيطر المسلحون على بلدتي تلغرفات وزنبوقات.",
        "تلغرفات: literal; زنبوقات: literal",
        "introduced, and too unlike what was learned",
    ),
    ("يقام السوق في ناحية الخرمشية كل خميس.", "الخرمشية: literal"),
    ("شيع الأهالي الضحايا في مدينة زرفلان.", "زرفلان: literal"),
    ("قال سكان القرية إن الطريق مقطوع.", ""),
    ("وصلت سيارات الإسعاف إلى البلدة القديمة سريعا.", ""),
    ("زار الوزير قرية نموذجية للأطفال.", ""),
    ("يعيشون في حي شعبي فقير منذ سنوات.", ""),
]

ARABIC_WORDS: list[Row] = [
    ("نشر الصحفي صور الحادث على صفحته.", ""),
    ("التقط المصور صور جميلة للطيور.", ""),
    ("أعلنت الشركة عن دعم مالي جديد للمشروع.", ""),
    ("فساد مالي وإداري في المؤسسة.", ""),
    ("يبلغ قطر الدائرة مترين ونصف المتر.", ""),
    ("أنبوب بقطر نصف متر انفجر تحت الشارع.", ""),
    ("عاد اللاعب إلى مسقط رأسه بعد الاعتزال.", ""),
    ("زار الكاتب مسقط رأس والده لأول مرة.", ""),
    ("أغلقت السلطات الطريق الموصل إلى الجسر.", ""),
    ("أدى المصلون صلاة المغرب في الساحة.", ""),
    ("يفطر الصائمون عند أذان المغرب.", ""),
    ("ينتهي العزاء قبل المغرب بقليل.", ""),
    ("دخلت المرأة سوق العمل في سن مبكرة.", ""),
    ("اشترى حلوى من الطفل بدينار.", ""),
    ("حلب الفلاح البقرة قبل الفجر.", ""),
    ("كانت درعا واقية للجنود أثناء القتال.", ""),
    ("طلب المدرب من اللاعبين تجنب الخطأ.", ""),
    ("بات من الصعب إيجاد حل للأزمة.", ""),
    ("كان الرجل يحمل عين الكاميرا.", ""),
    ("شرب كوبا من الماء ثم نام.", ""),
    ("يفتح المتجر أبوابه يوم السبت وفي مارس المقبل.", ""),
    ("ارتفعت حرارة الجو في تموز وآب.", ""),
    ("سيكون العيد يوم الجمعة أو السبت.", ""),
    ("أكد النائب أن الأردني والمغربي متساويان أمام القانون.", ""),
    ("فاز المنتخب المغربي على نظيره التونسي.", ""),
    ("التقى الوزير المصري نظيره التركي.", ""),
    ("كتب الشاعر قصيدة عن غروب الشمس.", ""),
    ("تعرض لكسر في الساق اليمنى.", ""),
    ("تجمع الطلاب في ساحة الجامعة.", ""),
    ("دخل المصابون إلى غرفة العمليات.", ""),
]

ARABIC_PERSONS: list[Row] = [
    ("قال كيم تونغ هيونغ إن الأزمة انتهت.", ""),
    ("شدد سوليفان على ضرورة الحوار.", ""),
    ("التقى الوزير نظيره جيك سوليفان أمس.", ""),
    ("قال الدكتور محمد البغدادي إن اللقاح آمن.", ""),
    ("شارك في الندوة خالد المصري ونادية الحلبي وسعيد الطرابلسي.", ""),
    ("سجل اللاعب أحمد بيروتي هدفين.", ""),
    ("حضر الحفل كل من سامي مكة وعلي الكوفي وعمر صفد.", "", "a person by a surname that is a town"),
    ("قالت الفنانة باريس هيلتون إنها سعيدة.", ""),
    ("كتب جاك لندن روايات كثيرة.", ""),
    ("فاز مايكل جوردان بالجائزة.", ""),
    ("وقال المتحدث جون واشنطن إن الخبر غير صحيح.", ""),
    ("اعتزل اللاعب دينزل واشنطن التمثيل.", ""),
    ("التقى الرئيس الشيخ تميم بن حمد.", ""),
    ("أعلن السيد ناصر القدوة استقالته.", ""),
    ("عين اللواء حسن الأردني قائدا للشرطة.", ""),
    ("توفي الكاتب يوسف السباعي قبل سنوات.", ""),
    ("قال المحامي طارق نابلسي إن موكله بريء.", ""),
    ("فاز بالجائزة الروائي عبد الرحمن منيف.", ""),
]

ARABIC_ORGANISATIONS: list[Row] = [
    ("خسر ريال مدريد مباراته الأخيرة.", ""),
    ("أعلن بنك القاهرة عن أرباحه السنوية.", ""),
    ("ذكرت صحيفة القدس العربي أن المفاوضات تعثرت.", ""),
    ("نشرت صحيفة واشنطن بوست تقريرا جديدا.", ""),
    ("تعادل برشلونة مع أتلتيكو مدريد أمس.", "", "a team by its town"),
    ("وقع نادي مانشستر يونايتد مع حارس جديد.", ""),
    ("فاز فريق مانشستر سيتي بالدوري.", ""),
    ("قالت نيويورك تايمز إن التحقيق بدأ.", ""),
    ("أصدر حزب المؤتمر بيانا شديد اللهجة.", ""),
    ("تخرج من جامعة بيروت العربية عام 2010.", ""),
    ("انتقد حلف شمال الأطلسي القرار.", ""),
    ("تعرض اتفاق مينسك للخرق مرارا.", ""),
    ("وقع الطرفان اتفاقية جنيف قبل عقود.", ""),
    ("ارتفع مؤشر بورصة الدار البيضاء قليلا.", ""),
    ("قالت شركة مطارات باريس إن الحركة عادت.", ""),
    ("أعلنت شركة الخطوط الجوية القطرية إلغاء رحلاتها.", ""),
    ("اتهمت حركة طالبان خصومها بالتصعيد.", ""),
    ("احتفل مهرجان كان السينمائي بدورته.", ""),
    ("باع مصرف الشارقة الإسلامي حصته.", ""),
    ("فاز منتخب قطر على منافسه.", ""),
]

ARABIC_ROLES: list[Row] = [
    ("أعلنت موسكو رفضها للمقترح.", "موسكو: associative"),
    ("قالت واشنطن إنها ستواصل الدعم.", "واشنطن: associative"),
    ("طالبت مصر وقطر بوقف إطلاق النار.", "مصر: associative; قطر: associative"),
    ("فرضت بريطانيا عقوبات جديدة.", "بريطانيا: associative"),
    ("تدهورت العلاقات بين فرنسا وإيطاليا.", "فرنسا: associative; إيطاليا: associative"),
    ("رحبت الرياض بالقرار.", "الرياض: associative"),
    ("اتهمت حكومة السودان المتمردين بالهجوم.", "السودان: associative"),
    ("انتقد برلمان ليبيا التعديل.", "ليبيا: associative"),
    ("تسعى الهند إلى زيادة صادراتها.", "الهند: associative"),
    ("وقع الحادث في اليابان يوم الاثنين.", "اليابان: literal"),
    ("لقي سائح حتفه في تركيا.", "تركيا: literal"),
    ("شهدت إيطاليا موجة حر شديدة.", "إيطاليا: literal"),
    ("غادر الوفد باكستان متوجها إلى إيران.", "باكستان: literal; إيران: literal"),
    ("اندلعت اشتباكات في طرابلس وبنغازي ومصراتة.", "طرابلس: literal; بنغازي: literal; مصراتة: literal"),
    ("تظاهر الآلاف في مدريد وبرشلونة.", "مدريد: literal; برشلونة: literal"),
    ("هزت ثلاثة انفجارات كابل صباح اليوم.", "كابل: literal", "too little speaks for a place"),
    ("قصفت الطائرات إدلب وريفها.", "إدلب: literal", "too little speaks for a place"),
    ("نزح السكان من الفلوجة إلى الرمادي.", "الفلوجة: literal; الرمادي: literal"),
    ("يمتد الطريق بين صنعاء وعدن مئات الكيلومترات.", "صنعاء: literal; عدن: literal"),
    ("القاهرة (رويترز) - ارتفعت الأسعار في الأسواق يوم الأحد.", "القاهرة: dateline"),
    ("طهران - أعلنت الشرطة توقيف مشتبه به.", "طهران: dateline", "the section is not told"),
    ("نواكشوط (الأناضول) - تجمع طلاب أمس.", "نواكشوط: dateline"),
    ("تقع القرية على بعد 30 كلم من حمص.", "حمص: measure"),
    ("وقع الهجوم على بعد نحو 100 كيلومتر شمال كييف.", "كييف: measure"),
    ("تبعد المدينة 8 آلاف كيلومتر عن موسكو.", "موسكو: measure"),
    ("ضرب الزلزال منطقة تبعد ستين ميلا عن إزمير.", "إزمير: measure"),
    ("قال محافظ القاهرة إن الأشغال انتهت.", "القاهرة: title"),
    ("استقبل الوزير سفير فرنسا في مكتبه.", "فرنسا: title"),
    ("وصل رئيس تونس مساء أمس.", "تونس: title"),
    ("أكد عمدة لندن أن الوضع تحت السيطرة.", "لندن: title"),
    ("هنأ ملك الأردن الفائزين.", "الأردن: title"),
    ("أعلن والي أدنة ارتفاع عدد الضحايا.", "أدنة: title", "too little speaks for a place"),
    ("قال حاكم تكساس إن الحدود مغلقة.", "تكساس: title"),
    ("اجتمع رئيس وزراء بريطانيا مع مستشاريه.", "بريطانيا: title"),
    ("أدلى أمير قطر بتصريح قصير.", "قطر: title"),
    ("الممثل من مواليد حلب ودرس الطب.", "حلب: origin"),
    ("الكاتبة من مواليد مدينة فاس عام 1960.", "فاس: origin"),
    ("ينحدر الضحية من مدينة سطيف.", "سطيف: origin"),
    ("أصله من نابلس لكنه لم يزرها.", "نابلس: origin"),
    ("سقط صاروخ على أوديسا ليلا.", "أوديسا: literal"),
    ("حذرت ألمانيا من السفر إلى مالي.", "ألمانيا: associative; مالي: literal"),
    ("تنتج البرازيل نصف القهوة في الأسواق.", "البرازيل: literal", "the role's weights"),
    ("قدم المغرب شكوى إلى المحكمة.", "المغرب: associative"),
    ("عقد وزراء الخارجية اجتماعا في المنامة.", "المنامة: literal"),
    ("وصل الرئيس إلى الصين في زيارة رسمية.", "الصين: literal"),
]

ENGLISH_FOUND: list[Row] = [
    (
        "The flood cut off Al-Bahiriya village for days.",
        "Al-Bahiriya: literal",
        "the article in Latin script",
    ),
    ("Militants attacked the town of Dungoraba on Sunday.", "Dungoraba: literal"),
    (
        "Residents of the Old Harbour district were evacuated.",
        "Old Harbour: literal",
        "too little speaks for a place",
    ),
    ("He was treated in Addis Ababa and Nairobi.", "Addis Ababa: literal; Nairobi: literal"),
    ("The tanker ran aground in the Suez Canal.", "Suez Canal: literal"),
    ("A tornado touched down in Tulsa, Oklahoma, at dusk.", "Tulsa: literal; Oklahoma: literal"),
    (
        "Crews fought fires in the Blue Mountains.",
        "Blue Mountains: literal",
        "too little speaks for a place",
    ),
    ("The festival opened in Kraków last night.", "Kraków: literal"),
    ("Two climbers were rescued from Mont Blanc.", "Mont Blanc: literal"),
    ("A bridge collapsed in Genoa on Tuesday.", "Genoa: literal"),
    ("A fire broke out in Casablanca on Sunday.", "Casablanca: literal"),
    ("The train derailed near Salt Lake City overnight.", "Salt Lake City: literal"),
    ("Rescuers reached San Luis Potosi by noon.", "San Luis Potosi: literal"),
    ("A storm struck New South Wales on Friday.", "New South Wales: literal"),
    ("Divers searched the Gulf of Aden for the wreck.", "Gulf of Aden: literal"),
    ("Hundreds marched in São Paulo against the law.", "São Paulo: literal"),
    ("Snow fell in Zürich and Geneva overnight.", "Zürich: literal; Geneva: literal"),
    ("The boat sank off Lampedusa on Tuesday.", "Lampedusa: literal"),
    ("Two hikers died on Mount Kilimanjaro.", "Mount Kilimanjaro: literal"),
    ("Police found the car in Gary, Ind., on Monday.", "Gary: literal; Ind: literal"),
    ("The crash happened in Springfield, Illinois.", "Springfield: literal; Illinois: literal"),
    ("Flights resumed at Heathrow Airport after the strike.", "Heathrow Airport: literal"),
    ("A man was stabbed on London Bridge.", "London Bridge: literal", "a facility named after a known place"),
    ("The prisoners were moved to Guantanamo Bay.", "Guantanamo Bay: literal"),
    ("Protesters gathered in Tahrir Square again.", "Tahrir Square: literal"),
    ("Landslides blocked roads in the village of Zunbukat.", "Zunbukat: literal"),
    ("The clinic lies in Brestovar district.", "Brestovar: literal"),
    ("Deputies searched homes in Wendermere County.", "Wendermere County: literal"),
    ("A quake shook the town of Karashvilo.", "Karashvilo: literal"),
    (
        "Floods hit Talgharfat Province this week.",
        "Talgharfat Province: literal",
    ),
    ("Three people drowned in Lake Victoria.", "Lake Victoria: literal"),
    ("The convoy left Kandahar for Herat at dawn.", "Kandahar: literal; Herat: literal"),
    ("Shelling continued in Kherson and Mykolaiv.", "Kherson: literal; Mykolaiv: literal"),
    ("Fighting broke out in KHARTOUM on Saturday.", "KHARTOUM: literal"),
    ("The ferry sailed from Dover to Calais.", "Dover: literal; Calais: literal"),
    ("An explosion rocked #Beirut on Tuesday.", "Beirut: literal"),
    ("Wildfires burned through northern California.", "California: literal"),
    ("The hospital in Port-au-Prince has run out of fuel.", "Port-au-Prince: literal"),
    ("The boy was found in the city of Nice.", "Nice: literal"),
    ("A bus overturned near Reading on Monday.", "Reading: literal"),
]

ENGLISH_WORDS: list[Row] = [
    ("The polish on the table cost more than the china.", ""),
    ("He will march on Tuesday in August heat.", ""),
    ("Roast Turkey was on the menu.", ""),
    ("The Mobile app was updated on Friday.", ""),
    ("He sat in the Reading Room all day.", ""),
    ("They served Brussels sprouts and Lima beans.", ""),
    ("Reading is her favourite hobby.", ""),
    ("Nice work by the young goalkeeper.", ""),
    ("Mobile phones were banned in the hall.", ""),
    ("We ate roast turkey on Thursday.", ""),
    ("Turkey sandwiches were served after the talks.", ""),
    ("The Turkish minister praised his Greek host.", ""),
    ("He died in March, a month before his birthday.", ""),
    ("May was warmer than April this year.", ""),
    ("The Brazilian striker scored twice.", ""),
    ("Reading scores fell for a third year.", ""),
    ("Police said the chili peppers were stolen.", ""),
    ("China plates were smashed in the shop.", ""),
    ("Her new book is on the Reading List.", ""),
    ("Buffalo wings are popular at the bar.", ""),
    ("Panama hats are back in fashion.", ""),
    ("Most Americans and Canadians agree.", ""),
    ("The Kuwaiti-born author won the prize.", ""),
    ("The Swiss-made watch was sold.", ""),
    ("The Hill was quiet on Monday.", ""),
    ("Orange juice prices rose sharply.", ""),
]

ENGLISH_PERSONS: list[Row] = [
    ("The book by Thomas Chester sold well.", ""),
    ("Ms. Sofia Hall said the shop was empty.", ""),
    ("Virginia Woolf wrote it in a year.", ""),
    ("Gov. Kristi Boston signed the bill.", ""),
    ("Prof. Helen Wells studies bees.", ""),
    ("Goals came from Harry Kent and David Lisbon.", ""),
    ("Michael Jordan bought the team.", ""),
    ("Paris Hilton attended the show.", ""),
    ("Mr. Houston declined to comment.", ""),
    ("Denzel Washington starred in the film.", ""),
    ("Jack London wrote many novels.", ""),
    ("Chelsea Clinton gave a speech.", ""),
    ("Dr. Milan Novak led the study.", ""),
    ("The award went to Sarah Lincoln and Kevin Durham.", ""),
    ("Judge Peter Lancaster dismissed the case.", ""),
    ("Sgt. Amy Bristol said the road was closed.", ""),
    ("Among the victims were Anna Kent, Tom Bolton and Carol Burnley.", ""),
    ("Sydney Sweeney thanked her fans.", ""),
    ("Coach Brooklyn Adams praised the players.", ""),
    ("Austin Butler won the prize.", ""),
    ("Lincoln told reporters that he was tired.", ""),
    ("Sen. John Cleveland voted against the bill.", ""),
    ("Actress Florence Pugh arrived late.", ""),
    ("Whitney Houston died ten years ago.", ""),
    ("Boris Berlin, 34, was arrested on Monday.", ""),
    ("President George Washington never saw it.", ""),
    ("Orlando Bloom plays the king.", ""),
    ("Jackson said he would appeal.", ""),
]

ENGLISH_ORGANISATIONS: list[Row] = [
    ("The Oslo Accords were signed decades ago.", ""),
    ("The Jerusalem Post said the talks failed.", ""),
    ("Chelsea beat Arsenal in the final.", ""),
    ("The Miami Dolphins won in overtime.", ""),
    ("The Bank of Canada held its rate.", ""),
    ("The Texas Rangers signed a pitcher.", ""),
    ("The Moscow Times was blocked.", ""),
    ("Texas Instruments hired a new chief.", ""),
    ("Georgia Tech won the game on Saturday.", ""),
    ("The Washington Post reported the story first.", ""),
    ("Manchester United lost again.", ""),
    ("Bank of America raised its forecast.", ""),
    ("The New York Times published the letter.", ""),
    ("The Boston Globe reported layoffs.", ""),
    ("Real Madrid signed a new keeper.", ""),
    ("The Chicago Tribune said the editor resigned.", ""),
    ("Cairo University announced the results.", ""),
    ("The University of California raised its fees.", ""),
    ("The Shanghai Cooperation Organisation met this week.", ""),
    ("American Airlines cancelled hundreds of flights.", ""),
    ("Frankfurt Airport operator Fraport cut its outlook.", ""),
    ("The Dallas Cowboys lost at home.", ""),
    ("Paris Saint-Germain sacked their coach.", ""),
    ("The Warsaw Pact was dissolved.", ""),
    ("Scotland Yard is investigating.", ""),
    ("Deutsche Bank and Credit Suisse declined to comment.", ""),
    ("The Los Angeles Lakers won by two points.", ""),
    ("London Stock Exchange Group bought the firm.", ""),
    ("Philadelphia cream cheese was recalled.", ""),
    ("The Hyundai Santa Fe was recalled.", ""),
]

ENGLISH_ROLES: list[Row] = [
    ("Texas Governor Greg Smith signed the bill.", "Texas: title"),
    ("Iran's president left the room.", "Iran: title"),
    ("Japan's prime minister apologised.", "Japan: title"),
    ("The ambassador to Egypt was recalled.", "Egypt: title"),
    ("Kenya and Uganda agreed to share the water.", "Kenya: associative; Uganda: associative"),
    ("Turkey warned Greece on Monday.", "Turkey: associative; Greece: associative"),
    ("Sanctions against Belarus were extended.", "Belarus: associative"),
    ("He was extradited to Belgium last year.", "Belgium: literal"),
    ("The family fled to Jordan in 2013.", "Jordan: literal"),
    ("Airstrikes on Gaza killed ten people.", "Gaza: literal"),
    ("Troops entered Mosul and Tal Afar.", "Mosul: literal; Tal Afar: literal"),
    ("The factory is 12 miles from Dayton.", "Dayton: measure"),
    ("Maria Lopez, 41, from Valencia, was among the injured.", "Valencia: origin"),
    ("Police in Lagos arrested a student from Benin.", "Lagos: literal; Benin: origin"),
    ("Moscow said it would respond.", "Moscow: associative"),
    ("Jordan said talks had failed.", "Jordan: associative"),
    ("France and Germany urged restraint.", "France: associative; Germany: associative"),
    (
        "Beijing accused Washington of meddling.",
        "Beijing: associative; Washington: associative",
        "too little speaks for a place",
    ),
    ("Relations between Egypt and Ethiopia worsened.", "Egypt: associative; Ethiopia: associative"),
    ("Iran's foreign ministry denied the report.", "Iran: associative"),
    ("The government of Sudan rejected the plan.", "Sudan: associative"),
    ("Poland agreed to send tanks.", "Poland: associative"),
    ("The British army withdrew from Basra.", "Basra: literal"),
    ("A bomb exploded in Turkey on Monday.", "Turkey: literal"),
    ("Thousands protested in Spain and Portugal.", "Spain: literal; Portugal: literal"),
    ("Floods killed dozens across Pakistan.", "Pakistan: literal"),
    ("The president arrived in Cairo from Amman.", "Cairo: literal; Amman: literal"),
    ("Rebels captured Goma after days of fighting.", "Goma: literal"),
    ("An earthquake struck Morocco on Friday.", "Morocco: literal"),
    ("The road between Homs and Hama was closed.", "Homs: literal; Hama: literal"),
    ("Russian missiles hit Odesa and Dnipro.", "Odesa: literal; Dnipro: literal"),
    ("BEIRUT (AP) — Hundreds of people marched on Sunday.", "BEIRUT: dateline"),
    ("NAIROBI, Kenya — Police fired tear gas at students.", "NAIROBI: dateline; Kenya: dateline"),
    ("LONDON, May 3 (Reuters) - Oil prices fell on Friday.", "LONDON: dateline"),
    ("The town lies 8,000 km from Moscow.", "Moscow: measure"),
    ("The quake hit 60 miles north of Tehran.", "Tehran: measure"),
    ("The village is about 30 kilometres from Aleppo.", "Aleppo: measure"),
    ("The governor of Kano condemned the raid.", "Kano: title"),
    ("The mayor of London resigned.", "London: title"),
    ("The president of Chile spoke first.", "Chile: title"),
    ("The king of Jordan met his guests.", "Jordan: title"),
    ("The ambassador of France was summoned.", "France: title"),
    ("The bishop of Durham led the prayers.", "Durham: title"),
    ("The prime minister of Malaysia resigned.", "Malaysia: title"),
    ("The Aleppo-born singer thanked his fans.", "Aleppo: origin"),
    ("The Kuwait-born author won the prize.", "Kuwait: origin"),
    ("Ahmed Salem, from Tunis, said he saw smoke.", "Tunis: origin"),
    ("The suspect, a native of Karachi, was released.", "Karachi: origin"),
    ("She was born in Damascus and studied law.", "Damascus: origin"),
    ("The 40-year-old driver from Leeds was charged.", "Leeds: origin"),
    ("The ship came from Odesa with grain.", "Odesa: literal"),
    ("Workers fled from Mariupol by bus.", "Mariupol: literal"),
    ("Washington will send more aid.", "Washington: associative"),
    ("The summit will be held in Washington.", "Washington: literal"),
    ("Japan's economy shrank in the last quarter.", "Japan: associative"),
    ("The war in Yemen has lasted years.", "Yemen: literal"),
    ("He flew to Doha for talks with Qatar.", "Doha: literal; Qatar: associative"),
    ("The raid on Sirte killed two.", "Sirte: literal"),
]

CONTRASTS: list[Row] = [
    ("غادر الرئيس تونس متوجها إلى مالطا.", "تونس: literal; مالطا: literal"),
    ("وصل الفريق قطر مساء أمس.", "قطر: literal", "too little speaks for a place"),
    ("زار الأمير الأردن الشهر الماضي.", "الأردن: literal"),
    ("سافر من الرباط وإلى مسقط في يوم واحد.", "الرباط: literal; مسقط: literal"),
    ("عقد الاجتماع في مسقط أمس.", "مسقط: literal"),
    ("ينتقل اللاجئون من المغرب إلى إسبانيا.", "المغرب: literal; إسبانيا: literal"),
    ("دخلت القوات الموصل فجرا.", "الموصل: literal"),
    ("انقلبت حافلة في قطر مساء أمس.", "قطر: literal"),
    ("قتل جنود في مالي خلال كمين.", "مالي: literal"),
    ("تعرضت مدينة صور الساحلية لقصف ليلا.", "صور: literal", "a generic word in the gazetteer's name"),
    ("ضرب إعصار كوبا ليلة الخميس.", "كوبا: literal"),
    ("زار جون لندن مع أسرته.", "لندن: literal"),
    ("غادر جو بايدن واشنطن صباحا.", "واشنطن: literal"),
    ("يدرس الطب في باريس.", "باريس: literal"),
    ("وصل منتخب البلاد إلى قطر.", "قطر: literal"),
    ("افتتح رئيس الجمعية مكتبا في تونس.", "تونس: literal"),
    ("Turkey is hosting the talks.", "Turkey: associative"),
    ("A fire swept through Reading on Friday.", "Reading: literal", "too little speaks for a place"),
    ("The truck attack in Nice killed dozens.", "Nice: literal"),
    ("Thousands fled Mobile before the hurricane.", "Mobile: literal", "too little speaks for a place"),
    ("John visited Paris last week.", "Paris: literal"),
    ("The president spoke in Chile on Monday.", "Chile: literal"),
    ("Snow closed schools in Buffalo on Tuesday.", "Buffalo: literal"),
    ("Crowds filled Paris on Sunday.", "Paris: literal", "the role's weights"),
    ("The storm killed two people in Georgia.", "Georgia: literal"),
    ("The singer performed in Houston.", "Houston: literal"),
]

LINES: list[Row] = [
    (
        "Storm batters the coast\nBy Anna Bell in Manila\nA storm struck the coast of Luzon on Friday, officials said.",
        "Manila: byline; Luzon: literal",
    ),
    (
        "حريق في سوق شعبي\nأحمد سالم - القاهرة\nاندلع حريق في سوق بمدينة طنطا فجر اليوم، وفق الشرطة.",
        "القاهرة: byline; طنطا: literal",
        "the section is not told",
    ),
    (
        "فيضانات تغلق الطرق\nالخرطوم (رويترز) - أغلقت السيول الطرق في كسلا يوم الأحد.",
        "الخرطوم: dateline; كسلا: literal",
    ),
    (
        "Quake damages homes\nISTANBUL (Reuters) - A quake damaged homes in Izmir on Monday.",
        "ISTANBUL: dateline; Izmir: literal",
    ),
    ("KYIV, Ukraine (AP) — Drones hit Odesa overnight.", "KYIV: dateline; Ukraine: dateline; Odesa: literal"),
]

MIXED: list[Row] = [
    ("В Москве прошли переговоры.", "Москве: literal"),
    ("Пожар произошёл в Новосибирске ночью.", "Новосибирске: literal"),
    ("Поезд прибыл из Киева вечером.", "Киева: literal"),
    ("Взрыв прогремел под Харьковом.", "Харьковом: literal", "a case or name the gazetteer has not in Cyrillic"),
    (
        "Россия заявила о готовности к диалогу.",
        "Россия: associative",
        "a case or name the gazetteer has not in Cyrillic",
    ),
    ("Российский министр встретился с коллегой.", ""),
    ("Вибух стався у Львові вранці.", "Львові: literal"),
    ("زار الوفد مدينة Houston الأمريكية.", "Houston: literal", "too little speaks for a place"),
    ("انطلقت الرحلة من Berlin إلى القاهرة.", "Berlin: literal; القاهرة: literal"),
    ("A blast in بغداد killed two people.", "بغداد: literal"),
    ("وقع الحادث في ضاحية Bondi Beach.", "Bondi Beach: literal", "too little speaks for a place"),
    ("قال المتحدث باسم Georgia Tech إن النتائج جيدة.", ""),
    ("نشرت Washington Post تحقيقا جديدا.", ""),
    ("Fighting continued near خان يونس on Friday.", "خان يونس: literal"),
    ("The minister met John Smith.\nوصل الوزير إلى بيروت مساء أمس.", "بيروت: literal"),
    ("وصل الوزير إلى بيروت مساء أمس.\nA bomb exploded in Tripoli on Monday.", "بيروت: literal; Tripoli: literal"),
    ("وصل المدرب إلى ملبورن (Melbourne) أمس.", "ملبورن: literal; Melbourne: literal"),
]

TABLES = {name.lower(): table for name, table in list(globals().items()) if name.isupper() and isinstance(table, list)}


def _read(text: str) -> Article:
    return article_from_text(text, id="t", published=date(2024, 5, 1))


def _rows() -> list[ParameterSet]:
    found = []
    for table, its in TABLES.items():
        for number, (text, expected, *missed) in enumerate(its):
            marks = [pytest.mark.xfail(reason=missed[0], strict=True)] if missed else []
            found.append(pytest.param(text, expected, marks=marks, id=f"{table}-{number}"))
    return found


@pytest.mark.parametrize(("text", "expected"), _rows())
def test_a_sentence_is_read_as_a_careful_reader_would(gazetteer: Gazetteer, text: str, expected: str) -> None:
    found = [mention for mention in find_mentions(_read(text), gazetteer) if mention.role != "name"]
    assert "; ".join(f"{mention.surface}: {mention.role}" for mention in found) == expected


def test_the_tables_are_many_and_what_is_missed_is_little() -> None:
    every = [row for table in TABLES.values() for row in table]
    assert len({row[0] for row in every}) == len(every)
    assert sum(text[0] > "\u0600" for text, *_ in every) >= 200
    assert sum(text[0] < "\u0300" for text, *_ in every) >= 150
    assert sum(len(row) == 3 for row in every) <= 0.15 * len(every)


SENTENCES = [row[0] for table in TABLES.values() for row in table]


@given(st.lists(st.sampled_from(SENTENCES), min_size=1, max_size=6), st.sampled_from([" ", "\n", "\n\n", " \u200f"]))
def test_mentions_of_any_article_are_whole_apart_and_the_same_again(
    gazetteer: Gazetteer, sentences: list[str], between: str
) -> None:
    article = _read(between.join(sentences))
    mentions = find_mentions(article, gazetteer)
    assert mentions == find_mentions(article, gazetteer)
    end = 0
    for mention in mentions:
        assert end <= mention.start < mention.end <= len(article.text)
        assert mention.surface == article.text[mention.start : mention.end]
        end = mention.end


@given(st.lists(st.sampled_from(SENTENCES), min_size=1, max_size=4), st.integers(0, 3))
def test_a_section_that_was_cut_off_holds_no_mention(gazetteer: Gazetteer, sentences: list[str], cut: int) -> None:
    text = "\n".join(sentences)
    ends = [len("\n".join(sentences[: number + 1])) for number in range(len(sentences))]
    starts = [end - len(sentence) for end, sentence in zip(ends, sentences, strict=True)]
    sections = tuple(
        Section("cut" if number == cut else "body", start, end)
        for number, (start, end) in enumerate(zip(starts, ends, strict=True))
    )
    mentions = find_mentions(Article("t", text, "und", sections=sections), gazetteer)
    if cut < len(sentences):
        assert not any(mention.start < ends[cut] and starts[cut] < mention.end for mention in mentions)


def test_the_table_of_ordinary_uses_names_a_side_and_says_each_phrase_once() -> None:
    seen = set()
    for row in rows("ordinary.csv"):
        assert row["side"] in ("before", "behind")
        for phrase in row["words"].split("|"):
            assert phrase == phrase.strip() != ""
            assert (fold(row["name"]), row["side"], fold(phrase)) not in seen, (row["name"], phrase)
            seen.add((fold(row["name"]), row["side"], fold(phrase)))
