using AiStudio.Features.Models;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace AiStudio.Tests.Models;

public sealed class ProvidersOptionsTests
{
    [Fact]
    public void Configured_NothingSet_IsEmpty() => Assert.Empty(Options().Configured());

    [Fact]
    public void Configured_KeyOnly_HasTheProvidersAddressAndAPinnedModel()
    {
        var (_, name, baseUrl, options) = Assert.Single(Options(("OpenAi:ApiKey", "k")).Configured());

        Assert.Equal(("OpenAI", new Uri("https://api.openai.com/v1")), (name, baseUrl));
        Assert.Contains(PriceCatalogue.Embedded().Models, model => model.Id == options.Model);
    }

    [Fact]
    public void Configured_AnthropicByDefault_IsACataloguedModel() =>
        Assert.Contains(PriceCatalogue.Embedded().Models, model => model.Id == Assert.Single(Options(("Anthropic:ApiKey", "k")).Configured()).Options.Model);

    [Fact]
    public void Configured_AddressWithoutKey_IsConfigured() =>
        Assert.Equal("http://127.0.0.1:8000/v1", Assert.Single(Options(("OpenAi:BaseUrl", "http://127.0.0.1:8000/v1")).Configured()).BaseUrl.AbsoluteUri);

    [Theory]
    [InlineData("OpenAi:BaseUrl", "ftp://host/v1", "BaseUrl")]
    [InlineData("OpenAi:BaseUrl", "/v1", "BaseUrl")]
    [InlineData("Anthropic:Model", "", "Model")]
    [InlineData("OpenAi:Prices:0:ModelId", "m-1", "InputUsd")]
    public void Value_BrokenSetting_IsRefusedByName(string key, string value, string named)
    {
        var failure = Assert.Throws<OptionsValidationException>(() => Options((key, value)));

        Assert.Contains(named, failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Model_WithoutAPrice_IsRefusedNamingTheSettingToAdd()
    {
        var failure = Assert.Throws<OptionsValidationException>(() => Options(("OpenAi:BaseUrl", "http://127.0.0.1:11434/v1"), ("OpenAi:Model", "llama3.1:8b")));

        Assert.Contains("Providers__OpenAi__Prices__0__ModelId=llama3.1:8b", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Model_WithAConfiguredPrice_IsTaken() => Assert.Single(Options(
        ("OpenAi:BaseUrl", "http://127.0.0.1:11434/v1"), ("OpenAi:Model", "llama3.1:8b"),
        ("OpenAi:Prices:0:ModelId", "llama3.1:8b"), ("OpenAi:Prices:0:InputUsd", "0"), ("OpenAi:Prices:0:OutputUsd", "0")).Configured());

    [Theory]
    [InlineData("-1")]
    [InlineData("0.00000000001")]
    public void Value_ImpossiblePrice_IsRefused(string usd) => Assert.Throws<OptionsValidationException>(() =>
        Options(("OpenAi:Prices:0:ModelId", "m-1"), ("OpenAi:Prices:0:InputUsd", usd), ("OpenAi:Prices:0:OutputUsd", "1")));

    [Fact]
    public void Value_MisspeltSetting_IsRefused()
    {
        var failure = Assert.Throws<InvalidOperationException>(() => Options(("OpenAi:ApiKy", "k")));

        Assert.Contains("ApiKy", failure.Message, StringComparison.Ordinal);
    }

    private static ProvidersOptions Options(params (string Key, string Value)[] settings)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Configuration.Sources.Clear();
        builder.Configuration.AddInMemoryCollection(settings.ToDictionary(setting => $"Providers:{setting.Key}", setting => (string?)setting.Value));
        builder.Services.AddSingleton(TimeProvider.System);
        builder.AddModels();
        using var provider = builder.Services.BuildServiceProvider();
        return provider.GetRequiredService<IOptions<ProvidersOptions>>().Value;
    }
}
