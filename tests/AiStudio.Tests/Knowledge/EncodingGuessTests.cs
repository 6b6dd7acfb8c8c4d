using System.Text;
using AiStudio.Features.Knowledge.Ingestion;

namespace AiStudio.Tests.Knowledge;

public sealed class EncodingGuessTests
{
    [Theory]
    [InlineData("windows-1252", "Le cœur a ses raisons que la raison ne connaît point, déjà vu à l'été. Größe und Maß für alle.")]
    [InlineData("windows-1250", "Příliš žluťoučký kůň úpěl ďábelské ódy, zítra bude hezky a děti půjdou ven.")]
    [InlineData("windows-1251", "Сотрудники имеют право на двадцать пять дней отпуска в году. Заявление подаётся заранее.")]
    [InlineData("koi8-r", "Сотрудники имеют право на двадцать пять дней отпуска в году. Заявление подаётся заранее.")]
    [InlineData("windows-1253", "Οι εργαζόμενοι έχουν δικαίωμα σε είκοσι πέντε ημέρες άδειας τον χρόνο.")]
    [InlineData("windows-1255", "לעובדים יש זכות לעשרים וחמישה ימי חופשה בשנה.")]
    [InlineData("windows-1256", "في قرية من القرى كان هناك رجل حكيم يحب اللغة العربية كثيرا.")]
    [InlineData("big5", "員工每年有二十五天有薪假期，請提前向主管申請。維基大典是自由的百科全書。")]
    [InlineData("gb18030", "员工每年有二十五天带薪假期，请提前向主管申请。这是自由的百科全书。")]
    [InlineData("shift_jis", "社員は毎年二十五日の有給休暇があります。事前に上司に申請してください。")]
    [InlineData("euc-jp", "社員は毎年二十五日の有給休暇があります。事前に上司に申請してください。")]
    [InlineData("euc-kr", "직원은 매년 이십오 일의 유급 휴가가 있습니다. 미리 신청해 주십시오.")]
    public void Decode_OfEachOldEncoding_GivesTheText(string name, string text)
    {
        var bytes = CodePagesEncodingProvider.Instance.GetEncoding(name)!.GetBytes(text);
        Assert.Equal(text, TextDecoder.Decode(bytes).Value);
    }

    [Fact]
    public void Decode_OfUtf16WithoutAMark_GivesTheText() =>
        Assert.Equal("Twenty-five days of leave", TextDecoder.Decode(Encoding.Unicode.GetBytes("Twenty-five days of leave")).Value);
}
